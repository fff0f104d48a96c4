// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace tierlens {

// The topic that says what to do about an error of a connection.
QString troubleTopicFor(const Error &error);

} // namespace tierlens
