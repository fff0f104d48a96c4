// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/documentfile.h"

#include "pages/htmlpage.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace tierlens {

Result<Done> writeDocument(const QString &file, const QJsonObject &json, const QString &markdown)
{
    const auto suffix = QFileInfo(file).suffix().toLower();
    QByteArray bytes;
    if (suffix == QLatin1String("html"))
        bytes = asHtml(markdown, QStringLiteral("Tierlens report")).toUtf8();
    else if (suffix == QLatin1String("md"))
        bytes = markdown.toUtf8();
    else
        bytes = QJsonDocument(json).toJson();
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return Error{ErrorKind::Refused, {},
            QStringLiteral("The report %1 could not be written: %2.")
                .arg(file, out.errorString())
                .toStdString(),
            {}};
    return Done{};
}

} // namespace tierlens
