// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditdocument.h"
#include "audit/judging.h"

namespace tierlens {

// The sections of makeAuditDocument(), one question each.
AuditSection permanentSection(const AuditFacts &facts);
AuditSection cachedSection(const AuditFacts &facts);
AuditSection lostSection(const AuditFacts &facts);
AuditSection worthSection(const AuditFacts &facts, const AuditLimits &limits);

// Cells: what people read and what programs read.
AuditCell textCell(const QString &text);
AuditCell countCell(std::uint64_t count);
AuditCell bytesCell(std::uint64_t bytes);
AuditCell momentCell(std::int64_t unixSeconds); // raw: seconds; null: never
AuditCell yesCell(bool yes);

} // namespace tierlens
