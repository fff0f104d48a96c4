// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "findings/finding.h"
#include "readings/failover.h"

#include <QCoreApplication>
#include <QString>

namespace tierlens {

// The context of all texts of findings.
struct FindingWords
{
    Q_DECLARE_TR_FUNCTIONS(Finding)
};

QString agoText(Duration ago); // "40 s ago", "13 min ago", "3 h ago"
QString spanText(Duration span); // "40 s", "13 min", "3 h"
QString roundedText(double value); // "1 010"
QString statementText(
    const std::string &sql); // one line, cut: "SELECT … FROM products WHERE id = $1"
QString patternText(const std::string &pattern);
// Adds when it began.
QString begun(const QString &sentence, SinceStart since, SinceStart now);
// The sentence of one that is over: adds how long it lasted.
QString lasted(const QString &sentence, Duration span);
// The sentence of one that does not hold any more: adds when it was last so.
QString lastSeen(const QString &sentence, Duration ago);
// That a server is not up.
QString awayText(const QString &server, ServerChange::State health);
// What to do about it: a frozen one is another matter than one that is gone.
QString awayNext(const QString &server, ServerChange::State health);
// Of one that is under way: who is gone, and who is waited for.
QString failoverText(const Failover &failover, SinceStart now);
Finding::Figure beforeFigure(const QString &value);
Finding::Figure nowFigure(const QString &value);

// A word for files and reports, never translated: "hit-rate-fell".
const char *findingWord(FindingKind kind);

} // namespace tierlens
