// SPDX-License-Identifier: GPL-3.0-or-later
// --audit: a document about the servers, without a window.
#include "audit/auditfile.h"
#include "audit/auditpdf.h"
#include "audit/auditrun.h"
#include "core/durationtext.h"
#include "core/printline.h"
#include "window/shell.h"

namespace tierlens {

void Shell::audit(const WatchDesk::Order &order)
{
    m_reported = true; // nobody else writes one
    AuditWishes wishes;
    wishes.span = m_line.watch.auditSpan;
    wishes.burst = m_line.watch.burst;
    wishes.budget = m_line.watch.budget;
    printLine(QStringLiteral("Watching %1 for %2, then asking the servers.")
                  .arg(order.connection.name, durationText(wishes.span)));
    m_audit = std::make_unique<AuditRun>(
        LiveServers{order.connection, order.redis, order.postgres, false}, wishes);
    connect(m_audit.get(), &AuditRun::finished, this, &Shell::auditEnded);
    m_audit->start();
}

void Shell::auditEnded()
{
    int code = ExitDone;
    if (const auto &error = m_audit->error())
        code = complain(*error);
    if (const auto &document = m_audit->document()) {
        if (const auto written = writeAudit(m_line.report, *document, writeAuditPdf); !written) {
            code = complain(written.error());
        } else {
            for (const auto &statement : document->summary)
                printLine(statement.text);
            printLine(QStringLiteral("The whole audit: %1").arg(m_line.report));
        }
    }
    leave(code);
}

} // namespace tierlens
