// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace tierlens {

// "The last time, Tierlens crashed", and the file that says more. Blocks nothing.
class CrashNote : public QDialog
{
    Q_OBJECT
public:
    explicit CrashNote(const QString &file, QWidget *parent = nullptr);
    // The same in one line, where there is no window.
    static QString sentence(const QString &file);
};

} // namespace tierlens
