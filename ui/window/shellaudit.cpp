// SPDX-License-Identifier: GPL-3.0-or-later
// --audit: a document about the servers, without a window.
#include "audit/auditfile.h"
#include "audit/auditpdf.h"
#include "audit/auditrun.h"
#include "core/durationtext.h"
#include "window/shell.h"

#include <cstdio>

namespace tierlens {

namespace {
void say(const QString &line)
{
    std::fputs(line.toUtf8().constData(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}
} // namespace

void Shell::audit(const WatchDesk::Order &order)
{
    m_reported = true; // nobody else writes one
    AuditWishes wishes;
    wishes.span = m_line.watch.auditSpan;
    wishes.burst = m_line.watch.burst;
    wishes.budget = m_line.watch.budget;
    say(QStringLiteral("Watching %1 for %2, then asking the servers.")
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
                say(statement.text);
            say(QStringLiteral("The whole audit: %1").arg(m_line.report));
        }
    }
    leave(code);
}

} // namespace tierlens
