// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace tierlens {

// A page of HTML as PDF on A4. Needs a QGuiApplication (fonts), of whatever platform. Whole or not
// at all.
Result<Done> writeAuditPdf(const QString &file, const QString &html);

} // namespace tierlens
