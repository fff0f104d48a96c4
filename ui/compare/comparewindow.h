// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QDialog>
#include <QElapsedTimer>

#include <array>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace tierlens {

class RunCurves;

// Asks one of the ready-made questions, or compares two settings of the user's, and shows both
// sides next to each other with the verdict on top. A window of its own, never modal.
class CompareWindow : public QDialog
{
    Q_OBJECT
public:
    CompareWindow(Session &session, QWidget *parent);

    void showResult(const ComparisonResult &result);

private:
    QWidget *buildQuestion();
    QWidget *buildOwn();
    QWidget *buildResult();
    void choose();
    Experiment chosen() const;
    void startOrCancel();
    void showRunning(bool running);
    void showProgress(const ComparisonProgress &progress);
    void showFindings(const ComparisonResult &result);
    void showCurves(const ComparisonResult &result);

    Session &m_session;
    std::vector<Experiment> m_ready;
    QComboBox *m_question;
    QLabel *m_explanation, *m_state;
    QSpinBox *m_repeats, *m_seconds;
    QPushButton *m_go, *m_copy;
    QProgressBar *m_progress;
    QWidget *m_own;
    struct Choice // one column of "my own"
    {
        std::vector<QCheckBox *> switches;
        QSpinBox *ttl = nullptr;
    };
    std::array<Choice, 2> m_choices;
    QWidget *m_result;
    QLabel *m_waiting; // in its place while runs go on
    Experiment m_running; // the one that is on
    QElapsedTimer m_elapsed; // since its first run
    QLabel *m_headline, *m_reason, *m_noise;
    QGridLayout *m_figures;
    RunCurves *m_hitRate, *m_queries;
    QString m_text; // of the result, to be copied
};

} // namespace tierlens
