// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keybrowser.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QProgressBar;

namespace tierlens {

class Pill;

// How far the search for keys is, and what it may cost the server; both can be changed while it
// runs.
class ScanBar : public QWidget
{
    Q_OBJECT
public:
    explicit ScanBar(QWidget *parent = nullptr);
    void setBudget(const KeyBrowser::Budget &budget); // tells nobody
    void setProgress(const KeyScanProgress &progress, const KeyBrowser::Budget &budget,
        std::size_t shown, bool isFiltered);
    static QString progressText(const KeyScanProgress &progress, const KeyBrowser::Budget &budget);
    static QString costText(const KeyScanProgress &progress);

Q_SIGNALS:
    void budgetChosen(double duty, bool sizes);
    void pauseRequested(bool pause);
    void restartRequested();

private:
    QLabel *m_text, *m_cost;
    QProgressBar *m_bar;
    Pill *m_pause, *m_again;
    QComboBox *m_duty;
    QCheckBox *m_sizes;
    bool m_isRunning = false;
};

} // namespace tierlens
