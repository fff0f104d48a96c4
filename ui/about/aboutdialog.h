// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace tierlens {

// What this is, which version, under which licence, what it is made of and under which licences,
// and where its log is.
class AboutDialog : public QDialog
{
    Q_OBJECT
public:
    // logFolder: empty if there is no log.
    AboutDialog(const QString &logFolder, QWidget *parent);
    static void showOver(QWidget *window); // with the folder of the log in use
};

} // namespace tierlens
