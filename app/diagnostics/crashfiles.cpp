// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/crashfiles.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSysInfo>

namespace tierlens {

QByteArray crashHeader()
{
    return QStringLiteral("Tierlens %1\nQt %2, built with %3\n%4, %5, kernel %6\nStarted %7\n")
        .arg(QStringLiteral(TIERLENS_VERSION), QString::fromLatin1(qVersion()),
            QStringLiteral(QT_VERSION_STR), QSysInfo::prettyProductName(),
            QSysInfo::currentCpuArchitecture(), QSysInfo::kernelVersion(),
            QDateTime::currentDateTimeUtc().toString(Qt::ISODate))
        .toUtf8();
}

QString crashFileName(const QString &folder)
{
    return QStringLiteral("%1/crash-%2-%3.txt")
        .arg(folder, QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-hhmmss")),
            QString::number(QCoreApplication::applicationPid()));
}

QString takeCrashFile(const QString &folder)
{
    QDir dir(folder);
    const auto fresh
        = dir.entryList({QStringLiteral("crash-*.txt")}, QDir::Files, QDir::Name | QDir::Reversed);
    QString newest;
    for (const auto &name : fresh) {
        const auto told = QStringLiteral("told-") + name;
        // Where it cannot be renamed, it is better told again than never.
        const bool renamed = dir.rename(name, told);
        if (newest.isEmpty())
            newest = dir.absoluteFilePath(renamed ? told : name);
    }
    const auto all = dir.entryList(
        {QStringLiteral("told-crash-*.txt")}, QDir::Files, QDir::Name | QDir::Reversed);
    for (qsizetype i = 5; i < all.size(); ++i)
        dir.remove(all[i]);
    return newest;
}

} // namespace tierlens
