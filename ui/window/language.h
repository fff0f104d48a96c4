// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tierlens {

// The languages the program can speak, as codes: "en", "de", "fr".
QStringList languages();
QString languageName(const QString &code); // in that language itself: "Deutsch"
// Makes the application speak it from now on: what is shown already stays as it is. Empty: as the
// system, or English where it speaks none of ours. Returns the code that was chosen.
QString speak(const QString &wanted);

} // namespace tierlens
