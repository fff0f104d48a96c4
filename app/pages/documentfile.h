// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QString>

namespace tierlens {

// Writes what a run found by the file's ending: JSON, or its page to read (HTML, else Markdown).
// Whole or not at all.
Result<Done> writeDocument(const QString &file, const QJsonObject &json, const QString &markdown);

} // namespace tierlens
