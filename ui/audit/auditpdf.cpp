// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpdf.h"

#include <QCoreApplication>
#include <QPageLayout>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>
#include <QTextOption>

namespace tierlens {

namespace {
struct AuditPdfWords
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};
} // namespace

Result<Done> writeAuditPdf(const QString &file, const QString &html)
{
    QSaveFile out(file);
    bool written = out.open(QIODevice::WriteOnly);
    if (written) {
        QTextOption wrapped;
        wrapped.setWrapMode(QTextOption::WordWrap);
        QPdfWriter writer(&out);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(QMarginsF()); // print() keeps 2 cm free, for the page's number, too
        writer.setCreator(QStringLiteral("Tierlens"));
        writer.setResolution(96); // what the page's pixels are; curves stay curves
        QTextDocument document;
        // Not anywhere: a column could be as narrow as one letter then, and would be.
        document.setDefaultTextOption(wrapped);
        document.setHtml(html);
        document.print(&writer);
    }
    written = written && out.error() == QFileDevice::NoError && out.commit();
    if (!written)
        return Error{ErrorKind::Refused, {},
            AuditPdfWords::tr("%1 could not be written: %2.")
                .arg(file, out.errorString())
                .toStdString(),
            {}};
    return Done{};
}

} // namespace tierlens
