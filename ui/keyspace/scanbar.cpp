// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/scanbar.h"

#include "core/durationtext.h"
#include "parts/pill.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tierlens {

using State = KeyScanProgress::State;

ScanBar::ScanBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_cost(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_pause(new Pill(tr("Pause"), this))
    , m_again(new Pill(tr("Search again"), this))
    , m_duty(new QComboBox(this))
    , m_sizes(new QCheckBox(tr("ask for sizes"), this))
{
    m_text->setAccessibleName(tr("How far the search is"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_cost->setProperty("role", QStringLiteral("dim"));
    m_cost->setAccessibleName(tr("What the search costs the server now"));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setFixedHeight(4);
    m_bar->setAccessibleName(m_text->accessibleName());
    m_duty->addItem(tr("gentle: 2 % of its time"), 0.02);
    m_duty->addItem(tr("polite: 10 % of its time"), 0.10);
    m_duty->addItem(tr("brisk: 25 % of its time"), 0.25);
    m_duty->addItem(tr("half: 50 % of its time"), 0.50);
    m_duty->addItem(tr("no limit: all of its time"), 1.0);
    m_duty->setCurrentIndex(1);
    for (QWidget *part : {static_cast<QWidget *>(m_duty), static_cast<QWidget *>(m_cost),
             static_cast<QWidget *>(m_sizes)})
        part->setProperty("helpTopic", QStringLiteral("key-search-cost"));
    m_duty->setAccessibleName(tr("Share of the server's time the search may take"));
    m_duty->setToolTip(tr("How much of the server's time the search may take. It waits after each "
                          "command until its share is kept."));
    m_duty->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *field = new QFrame(this);
    field->setProperty("role", QStringLiteral("field"));
    auto *inside = new QHBoxLayout(field);
    inside->setContentsMargins(2, 1, 2, 1);
    inside->addWidget(m_duty);
    field->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_sizes->setChecked(true);
    m_sizes->setToolTip(tr("MEMORY USAGE of each key: a command more for each."));
    m_again->setExplanation(tr("Forgets what was found and looks at all keys anew."));

    auto *label = new QLabel(tr("May take from the server"), this);
    label->setProperty("role", QStringLiteral("dim"));
    auto *upper = new QHBoxLayout;
    upper->setSpacing(8);
    upper->addWidget(m_text, 1);
    upper->addWidget(m_again);
    upper->addWidget(m_pause);
    auto *lower = new QHBoxLayout;
    lower->setSpacing(8);
    lower->addWidget(label);
    lower->addWidget(field);
    lower->addSpacing(10);
    lower->addWidget(m_sizes);
    lower->addSpacing(10);
    lower->addWidget(m_cost, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(upper);
    column->addWidget(m_bar);
    column->addLayout(lower);

    const auto chosen
        = [this] { Q_EMIT budgetChosen(m_duty->currentData().toDouble(), m_sizes->isChecked()); };
    connect(m_duty, &QComboBox::activated, this, chosen);
    connect(m_sizes, &QCheckBox::clicked, this, chosen);
    connect(
        m_pause, &QAbstractButton::clicked, this, [this] { Q_EMIT pauseRequested(m_isRunning); });
    connect(m_again, &QAbstractButton::clicked, this, &ScanBar::restartRequested);
}

void ScanBar::setBudget(const KeyBrowser::Budget &budget)
{
    int nearest = 0;
    for (int i = 1; i < m_duty->count(); ++i) {
        if (std::abs(m_duty->itemData(i).toDouble() - budget.duty)
            < std::abs(m_duty->itemData(nearest).toDouble() - budget.duty))
            nearest = i;
    }
    m_duty->setCurrentIndex(nearest);
    m_sizes->setChecked(budget.sizes);
}

QString ScanBar::progressText(const KeyScanProgress &progress, const KeyBrowser::Budget &budget)
{
    const auto found = std::uint64_t(progress.found);
    // Keys come and go while they are looked for: more can be found than there were.
    const bool knowsAll = progress.expected >= 0 && std::uint64_t(progress.expected) >= found;
    const auto described = [&] {
        if (progress.found == 0 || progress.described >= progress.found)
            return QString();
        return tr(", %1 of them looked at")
            .arg(wholePercentText(double(progress.described) / double(progress.found)));
    };
    const auto sized = [&] {
        if (!budget.sizes || progress.found == 0 || progress.sized >= progress.found
            || progress.described < progress.found)
            return QString();
        return tr(", size known of %1")
            .arg(wholePercentText(double(progress.sized) / double(progress.found)));
    };
    const auto left = [&]() -> QString {
        if (!knowsAll || progress.keysPerSecond <= 0)
            return {};
        const auto seconds
            = double(std::uint64_t(progress.expected) - found) / progress.keysPerSecond;
        if (seconds < 1)
            return {};
        if (seconds < 90)
            return tr(" · about %1 s left").arg(std::ceil(seconds / 10) * 10);
        if (seconds < 5400)
            return tr(" · about %1 min left").arg(std::round(seconds / 60));
        return tr(" · about %1 h left").arg(std::round(seconds / 3600));
    };
    switch (progress.state) {
    case State::Idle:
        return tr("Not begun");
    case State::Running:
        if (progress.found == 0)
            return tr("Looking for keys…");
        return (knowsAll ? tr("%1 of about %2 keys found")
                               .arg(countText(found), countText(std::uint64_t(progress.expected)))
                         : tr("%1 found").arg(keysText(found)))
            + described() + sized() + left();
    case State::Paused:
        return (knowsAll ? tr("Paused: %1 of about %2 keys found")
                               .arg(countText(found), countText(std::uint64_t(progress.expected)))
                         : tr("Paused: %1 found").arg(keysText(found)))
            + described();
    case State::Done:
        if (progress.found >= budget.most)
            return tr("Ended at its limit of %1; there are more").arg(keysText(found));
        if (!progress.error.text.empty())
            return tr("Ended with %1: %2")
                .arg(keysText(found), QString::fromStdString(progress.error.text));
        return tr("All keys found: %1").arg(countText(found)) + described() + sized();
    case State::Failed:
        return progress.found == 0
            ? tr("The search failed")
            : tr("The search broke off at %1: %2")
                  .arg(keysText(found), QString::fromStdString(progress.error.text));
    }
    return {};
}

QString ScanBar::costText(const KeyScanProgress &progress)
{
    if (progress.state != State::Running)
        return {};
    return tr("now %1 commands/s, %2 of the server's time")
        .arg(countText(std::uint64_t(std::llround(progress.commandsPerSecond))),
            percentText(progress.duty));
}

void ScanBar::setProgress(const KeyScanProgress &progress, const KeyBrowser::Budget &budget,
    std::size_t shown, bool isFiltered)
{
    m_isRunning = progress.state == State::Running;
    auto text = progressText(progress, budget);
    if (isFiltered && progress.found > 0)
        text += tr(" · the filter shows %1").arg(countText(std::uint64_t(shown)));
    if (m_text->text() != text)
        m_text->setText(text);
    m_cost->setText(costText(progress));
    m_pause->setVisible(progress.state != State::Done && progress.state != State::Idle);
    m_pause->setLabel(m_isRunning             ? tr("Pause")
            : progress.state == State::Failed ? tr("Try again")
                                              : tr("Go on"));
    m_again->setVisible(progress.state == State::Done || progress.state == State::Paused);
    double share = progress.expected > 0
        ? std::min(1.0, double(progress.found) / double(progress.expected))
        : 0;
    if (progress.state == State::Done)
        share = 1;
    m_bar->setValue(int(share * 1000));
}

} // namespace tierlens
