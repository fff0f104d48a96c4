// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/blastdialog.h"

#include "connect/environmentbadge.h"
#include "core/durationtext.h"
#include "keyvalue/keytexts.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
QLabel *wrapped(QWidget *parent, const QFont &font, bool dim)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setFont(font);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setTextFormat(Qt::PlainText); // names of keys are strangers' texts
    if (dim)
        label->setProperty("role", QStringLiteral("dim"));
    return label;
}

void setTextOrHide(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}
} // namespace

BlastDialog::BlastDialog(
    const Connection &connection, const QString &what, bool isOneKey, QWidget *parent)
    : QDialog(parent)
    , m_name(connection.name)
    , m_isProduction(connection.environment == Environment::Production)
    , m_isOneKey(isOneKey)
{
    setWindowTitle(isOneKey ? tr("Delete a key") : tr("Invalidate keys"));
    setMinimumWidth(580);
    setProperty(
        "helpTopic", isOneKey ? QStringLiteral("key-delete") : QStringLiteral("blast-radius"));
    buildParts();
    for (QWidget *part : {static_cast<QWidget *>(m_paceRow), static_cast<QWidget *>(m_progress),
             static_cast<QWidget *>(m_progressText)})
        part->setProperty("helpTopic", QStringLiteral("deletion"));
    for (auto *part : {m_afterTitle, m_aftermath})
        part->setProperty("helpTopic", QStringLiteral("aftermath"));
    auto *top = new QHBoxLayout;
    auto *target = wrapped(this, theme().mono(15), false);
    target->setText(
        what.size() > 400 ? what.left(300) + QStringLiteral("…") + what.right(60) : what);
    target->setAccessibleName(tr("What is to be deleted"));
    top->setSpacing(10);
    top->addWidget(target, 1);
    top->addWidget(m_place, 0, Qt::AlignTop);
    top->addWidget(new EnvironmentBadge(connection, this), 0, Qt::AlignTop);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_again);
    buttons->addStretch(1);
    for (auto *button : {m_close, m_pause, m_go})
        buttons->addWidget(button);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(10);
    column->setSizeConstraint(QLayout::SetMinimumSize);
    column->addLayout(top);
    column->addSpacing(4);
    for (auto *label : {m_headline, m_notes, m_expected, m_reasons, m_examples})
        column->addWidget(label);
    column->addWidget(m_progress);
    for (auto *label : {m_progressText, m_afterTitle, m_aftermath})
        column->addWidget(label);
    column->addStretch(1);
    column->addWidget(m_paceRow);
    column->addWidget(m_problem);
    column->addWidget(m_ask);
    column->addWidget(m_typed);
    column->addLayout(buttons);
    connect(m_typed, &QLineEdit::textChanged, this, &BlastDialog::showStage);
    connect(m_again, &QAbstractButton::clicked, this, &BlastDialog::measureRequested);
    connect(m_close, &QAbstractButton::clicked, this, &BlastDialog::reject);
    connect(
        m_pause, &QAbstractButton::clicked, this, [this] { Q_EMIT pauseRequested(!m_isPaused); });
    connect(m_go, &QAbstractButton::clicked, this, &BlastDialog::confirm);
    setMeasuring();
}

void BlastDialog::buildParts()
{
    m_place = new QLabel(m_name, this);
    m_place->setFont(theme().bold13());
    m_place->setTextFormat(Qt::PlainText);
    m_headline = wrapped(this, theme().figure(18), false);
    m_headline->setAccessibleName(tr("What it would do"));
    m_notes = wrapped(this, theme().text13(), false);
    m_expected = wrapped(this, theme().bold13(), false);
    m_expected->setText(tr("Expected, not counted"));
    m_reasons = wrapped(this, theme().small(), true);
    m_examples = wrapped(this, theme().mono(12), true);
    m_ask = wrapped(this, theme().bold13(), false);
    m_ask->setText(tr("People depend on this server. Type its name, %1, to go on:").arg(m_name));
    m_problem = wrapped(this, theme().text13(), false);
    m_typed = new QLineEdit(this);
    m_typed->setPlaceholderText(m_name);
    m_typed->setAccessibleName(m_ask->text());
    m_paceRow = new QWidget(this);
    m_pace = new QComboBox(m_paceRow);
    for (const int pace : {200, 2'000, 10'000})
        m_pace->addItem(tr("%1 keys a second").arg(countText(std::uint64_t(pace))), pace);
    m_pace->setCurrentIndex(1);
    m_pace->setAccessibleName(tr("How fast to delete"));
    m_pace->setToolTip(tr("Slower: the keys that are filled again come one after the other."));
    m_pace->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *field = new QFrame(m_paceRow);
    field->setProperty("role", QStringLiteral("field"));
    auto *inside = new QHBoxLayout(field);
    inside->setContentsMargins(2, 1, 2, 1);
    inside->addWidget(m_pace);
    auto *pace = new QHBoxLayout(m_paceRow);
    pace->setContentsMargins(0, 0, 0, 0);
    pace->addWidget(new QLabel(tr("Delete at most"), m_paceRow));
    pace->addWidget(field);
    pace->addStretch(1);
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_progressText = wrapped(this, theme().bold13(), false);
    m_progressText->setAccessibleName(tr("How far it is"));
    m_afterTitle = wrapped(this, theme().bold13(), false);
    m_afterTitle->setText(tr("What really happened"));
    m_aftermath = wrapped(this, theme().text13(), false);
    m_again = new QPushButton(tr("Measure again"), this);
    m_close = new QPushButton(this);
    m_pause = new QPushButton(this);
    m_go = new QPushButton(this);
    m_go->setProperty("role", QStringLiteral("danger"));
    for (auto *button : {m_again, m_close, m_pause, m_go})
        button->setAutoDefault(false); // Return in the name's field must not delete by itself
}

void BlastDialog::setChangeProblem(const QString &reason)
{
    m_changeProblem = reason;
    showStage();
}

void BlastDialog::setDatabase(int database)
{
    m_place->setText(tr("%1, db %2").arg(m_name, QString::number(database)));
}

void BlastDialog::setMeasuring()
{
    m_stage = Stage::Measuring;
    m_headline->setText(m_isOneKey ? tr("Looking at it…") : tr("Counting the keys…"));
    m_notes->setText(tr("Only reads, and takes at most a tenth of the server's time."));
    m_progress->setRange(0, 0);
    showStage();
}

void BlastDialog::setProblem(const QString &sentence)
{
    m_stage = Stage::Problem;
    m_headline->setText(tr("It could not be measured"));
    m_notes->setText(sentence);
    showStage();
}

void BlastDialog::setRadius(const BlastRadius &radius)
{
    m_stage = Stage::Ready;
    m_keys = radius.keys;
    m_isEstimated = radius.isSampled;
    QStringList notes;
    if (radius.keys > 0) {
        m_headline->setText(radius.text());
    } else if (radius.isSampled) {
        m_headline->setText(
            tr("No key found in %1 of the keyspace").arg(percentText(radius.sampledShare)));
        notes << tr("Going through all of it at this pace would take too long. There may be some "
                    "in the rest.");
    } else {
        m_headline->setText(
            m_isOneKey ? tr("The key is not there any more") : tr("No key matches"));
    }
    if (radius.keys > 0 && radius.withoutExpiry > 0)
        notes << (m_isOneKey
                ? tr("It has no expiry: it would not have gone by itself.")
                : (radius.isSampled || radius.isWeighedInPart
                        ? tr("About %1 of them have no expiry: they would not have gone by "
                             "themselves.")
                        : tr("%1 of them have no expiry: they would not have gone by themselves."))
                      .arg(countText(std::uint64_t(radius.withoutExpiry))));
    m_notes->setText(notes.join(QLatin1Char('\n')));
    QStringList reasons;
    for (const auto &reason : radius.reasons)
        reasons << QStringLiteral("• ") + reason;
    m_reasons->setText(reasons.join(QLatin1Char('\n')));
    QStringList examples;
    for (const auto &name : radius.examples)
        examples << readableName(std::string_view(name).substr(0, 80));
    m_examples->setText(m_isOneKey || examples.isEmpty()
            ? QString()
            : tr("For example %1").arg(examples.join(QStringLiteral(", "))));
    showStage();
}

void BlastDialog::setProgress(const DeletionProgress &progress)
{
    using State = DeletionProgress::State;
    m_isPaused = progress.state == State::Paused;
    m_stage = progress.state == State::Running || m_isPaused ? Stage::Running : Stage::Ended;
    const auto all = std::max(progress.expected, progress.deleted + progress.gone);
    m_progress->setRange(0, 1000);
    m_progress->setValue(progress.state == State::Done ? 1000
            : all <= 0                                 ? 0
                       : int(1000 * double(progress.deleted + progress.gone) / double(all)));
    m_progressText->setText(progress.text());
    showStage();
}

void BlastDialog::setAftermath(const QStringList &sentences)
{
    m_aftermath->setText(sentences.join(QLatin1Char('\n')));
    showStage();
}

bool BlastDialog::isNameTyped() const
{
    return !m_isProduction || m_typed->text().trimmed() == m_name;
}

bool BlastDialog::canConfirm() const
{
    return m_stage == Stage::Ready && m_keys > 0 && m_changeProblem.isEmpty() && isNameTyped();
}

void BlastDialog::showStage()
{
    const bool ready = m_stage == Stage::Ready, running = m_stage == Stage::Running;
    const bool some = ready && m_keys > 0;
    m_notes->setVisible(!m_notes->text().isEmpty());
    m_expected->setVisible(some && !m_reasons->text().isEmpty());
    m_reasons->setVisible(m_expected->isVisibleTo(this));
    setTextOrHide(m_examples, m_examples->text());
    m_examples->setVisible(some && !m_examples->text().isEmpty());
    m_paceRow->setVisible(some && !m_isOneKey && m_changeProblem.isEmpty());
    setTextOrHide(m_problem, some ? m_changeProblem : QString());
    const bool asks = some && m_changeProblem.isEmpty() && m_isProduction;
    m_ask->setVisible(asks);
    m_typed->setVisible(asks);
    m_progress->setVisible(m_stage == Stage::Measuring || running || m_stage == Stage::Ended);
    m_progressText->setVisible(running || m_stage == Stage::Ended);
    const bool after = (running || m_stage == Stage::Ended) && !m_aftermath->text().isEmpty();
    m_afterTitle->setVisible(after);
    m_aftermath->setVisible(after);
    m_again->setVisible(ready || m_stage == Stage::Problem);
    m_close->setText(running ? tr("Stop") : m_stage == Stage::Ended ? tr("Close") : tr("Cancel"));
    m_pause->setVisible(running);
    m_pause->setText(m_isPaused ? tr("Go on") : tr("Pause"));
    m_go->setVisible(m_stage == Stage::Measuring || ready);
    m_go->setText(!some || m_isOneKey ? tr("Delete")
            : m_isEstimated           ? tr("Delete about %1").arg(keysText(std::uint64_t(m_keys)))
                                      : tr("Delete %1").arg(keysText(std::uint64_t(m_keys))));
    m_go->setEnabled(canConfirm());
    m_go->setToolTip(!m_changeProblem.isEmpty() ? m_changeProblem
            : asks && !isNameTyped()            ? m_ask->text()
                                                : QString());
    // Wrapped texts get their height from the width they have now.
    if (layout() && layout()->hasHeightForWidth())
        resize(width(), std::max(layout()->totalHeightForWidth(width()), 200));
}

void BlastDialog::typeName(const QString &name) { m_typed->setText(name); }

void BlastDialog::confirm()
{
    if (canConfirm())
        Q_EMIT confirmed(m_pace->currentData().toDouble());
}

void BlastDialog::reject()
{
    // What is under way ends first, so that it can be said what was done.
    if (m_stage == Stage::Running) {
        Q_EMIT stopRequested();
        return;
    }
    QDialog::reject();
}

QString BlastDialog::placeText() const { return m_place->text(); }
QString BlastDialog::notesText() const { return m_notes->text(); }
QString BlastDialog::confirmText() const { return m_go->text(); }
QString BlastDialog::headline() const { return m_headline->text(); }
QString BlastDialog::reasonsText() const { return m_reasons->text(); }
QString BlastDialog::progressText() const { return m_progressText->text(); }
QString BlastDialog::aftermathText() const { return m_aftermath->text(); }

} // namespace tierlens
