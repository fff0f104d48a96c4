// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watch/lookqueue.h"

#include <QDialog>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace tierlens {

// Asks for the bounds of a burst of MONITOR, says before what it will cost, shows how it goes on
// and afterwards what it did cost. Orders nothing by itself.
class BurstDialog : public QDialog
{
    Q_OBJECT
public:
    explicit BurstDialog(QWidget *parent = nullptr);
    BurstLimits limits() const;
    void setWarning(const QString &sentence);
    void setProgress(const std::optional<BurstProgress> &progress); // nothing: it does not run
    void setResult(const Burst &burst);
    bool isRunning() const { return m_isRunning; }
    static QString resultText(const Burst &burst);

Q_SIGNALS:
    void limitsChanged(); // the warning has to be made anew
    void startRequested(const BurstLimits &limits);
    void cancelRequested();

protected:
    void reject() override; // a burst that runs is cancelled

private:
    void showState();

    QSpinBox *m_seconds, *m_lines;
    QLabel *m_warning, *m_progressText, *m_result;
    QProgressBar *m_progress;
    QPushButton *m_start, *m_close;
    bool m_isRunning = false;
};

} // namespace tierlens
