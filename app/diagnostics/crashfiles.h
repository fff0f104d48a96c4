// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tierlens {

// The first lines of a crash file, made while all is well: version, Qt, system, start.
QByteArray crashHeader();
// FOLDER/crash-20261129-234409-4711.txt, by the start of this process.
QString crashFileName(const QString &folder);

// The newest crash file that nobody has been told of, or empty. From then on it counts as told, and
// has the name that is returned. The five newest are kept.
QString takeCrashFile(const QString &folder);

} // namespace tierlens
