// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "invalidation/deletion.h"

#include <QDialog>
#include <QStringList>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace tierlens {

// Before, while and after keys are deleted: what it would do, the decision, how far it is, what
// really happened. Measures and deletes nothing itself. Never modal.
class BlastDialog : public QDialog
{
    Q_OBJECT
public:
    // `what`: a pattern or a name as it is shown.
    BlastDialog(const Connection &connection, const QString &what, bool isOneKey,
        QWidget *parent = nullptr);
    void setChangeProblem(const QString &reason); // why nothing may be deleted; empty: it may
    void setDatabase(int database); // to be named beside the connection
    void setMeasuring();
    void setRadius(const BlastRadius &radius);
    void setProblem(const QString &sentence); // it could not be measured
    void setProgress(const DeletionProgress &progress);
    void setAftermath(const QStringList &sentences); // empty: nobody watches

    QString placeText() const; // connection, and database if it was set
    QString headline() const;
    QString reasonsText() const;
    QString progressText() const;
    QString aftermathText() const;
    QString notesText() const;
    QString confirmText() const; // of the button
    bool canConfirm() const;
    void typeName(const QString &name); // for who has to prove that they know where they are
    void confirm();

Q_SIGNALS:
    void measureRequested(); // again
    void confirmed(double keysPerSecond);
    void pauseRequested(bool pause);
    void stopRequested();

protected:
    void reject() override;

private:
    enum class Stage { Measuring, Problem, Ready, Running, Ended };
    void buildParts();
    void showStage();
    bool isNameTyped() const;

    const QString m_name; // of the connection
    const bool m_isProduction, m_isOneKey;
    Stage m_stage = Stage::Measuring;
    bool m_isPaused = false;
    std::int64_t m_keys = 0;
    bool m_isEstimated = false; // m_keys is
    QString m_changeProblem;
    QLabel *m_place, *m_headline, *m_notes, *m_expected, *m_reasons, *m_examples;
    QLabel *m_ask, *m_problem;
    QLineEdit *m_typed;
    QWidget *m_paceRow;
    QComboBox *m_pace;
    QProgressBar *m_progress;
    QLabel *m_progressText, *m_afterTitle, *m_aftermath;
    QPushButton *m_again, *m_close, *m_pause, *m_go;
};

} // namespace tierlens
