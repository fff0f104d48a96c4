// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QLabel>

class QPlainTextEdit;
class QWidget;

namespace tierlens {

// What the dialogs about restarts and drills have in common.
QLabel *plainLabel(const QString &text, QWidget *parent); // wraps; no markup
QLabel *dimLabel(const QString &text, QWidget *parent);
QLabel *partHeading(const QString &text, QWidget *parent); // "WHAT WILL HAPPEN"
// "shop-prod · PRODUCTION" in the connection's colour.
QLabel *connectionLabel(const Connection &connection, QWidget *parent);
// Words of a program, the newest in sight; keeps the last 500 lines.
QPlainTextEdit *outputView(QWidget *parent);
void appendOutput(QPlainTextEdit &view, const QString &text);

} // namespace tierlens
