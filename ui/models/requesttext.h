// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "models/itemroles.h"

#include <QString>

namespace tierlens {

// How a request is put into words, wherever one is shown.

QString outcomeSymbol(Outcome outcome); // ● ◆ ◇ ▷ ■ !
QString outcomeName(Outcome outcome); // "hit", "miss", "waited", "bypass", "write", "failed"
QString outcomeSentence(Outcome outcome); // what it means, for tooltips
// For what is done behind an answer (Request::behind).
QString behindName(const Request &request);
QString behindSentence(const Request &request);
Accent outcomeAccent(Outcome outcome);

// What a step asked and what came back, as one would type it:
// "GET profile:anya:followers → (nil)", "SETEX profile:anya:followers 30 511204".
// `statement` is the registered text of the step, or empty; `key` is shown without its prefix.
QString stepText(const Request &request, const Step &step, const QString &statement,
    const QString &key, const QString &keyPrefix);

// Time spent in one tier: the sum over its steps.
Duration tookIn(const Request &request, Tier tier);

// The key without the prefix that all keys of Tierlens have.
QString shownKey(std::string_view key, const QString &prefix);

} // namespace tierlens
