// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditjudge.h"

#include <QJsonValue>
#include <QString>

#include <vector>

namespace tierlens {

// An audit as something to read: the same for every format.

struct AuditCell
{
    QString text; // "2.1 MB"
    QJsonValue raw; // 2100000; null: not known
};

struct AuditColumn
{
    QString id; // "bytes": of JSON and CSV
    QString title;
    bool isNumber = false;
};

struct AuditTable
{
    QString id; // "tables"
    QString title;
    std::vector<AuditColumn> columns;
    std::vector<std::vector<AuditCell>> rows;
    QString note; // how its figures were got
};

struct AuditStatement
{
    enum class Tone : std::uint8_t { Plain, Good, Bad, Unknown };
    QString text;
    std::vector<AuditEvidence> evidence;
    Tone tone = Tone::Plain;
};

struct AuditSection
{
    QString id; // "permanent", "cached", "lost", "worth"
    QString title; // the question it answers
    std::vector<AuditStatement> statements;
    std::vector<AuditTable> tables;
};

struct AuditDocument
{
    QString title, name, environment; // of the connection
    std::int64_t takenAt = 0; // ms since 1970
    QString howItWasDone; // what was asked, for how long, that nothing was written
    std::vector<AuditStatement> summary; // the two questions in two sentences, and the first step
    std::vector<AuditSection> sections;
    std::vector<AuditAdvice> advice; // what to do next, most dangerous first
};

AuditDocument makeAuditDocument(const AuditFacts &facts, const AuditLimits &limits = {});
QString auditLevelText(AuditLevel level); // "danger", shown beside an advice

} // namespace tierlens
