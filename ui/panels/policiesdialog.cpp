// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/policiesdialog.h"

#include "core/durationtext.h"
#include "parts/scrolled.h"
#include "parts/toggleswitch.h"
#include "session/trafficnames.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr std::int64_t Sizes[]
    = {2'000'000, 4'000'000, 8'000'000, 16'000'000, 32'000'000, 64'000'000, 256'000'000};

constexpr bool TrafficSettings::*Switches[]
    = {&TrafficSettings::negativeCaching, &TrafficSettings::staleWhileRevalidate,
        &TrafficSettings::earlyRefresh, &TrafficSettings::writeThrough,
        &TrafficSettings::writeBehind, &TrafficSettings::notifyInvalidation};
} // namespace

int PoliciesDialog::differing(const TrafficSettings &traffic)
{
    const TrafficSettings usual;
    int count = traffic.maxMemory != usual.maxMemory ? 1 : 0;
    count += traffic.evictionPolicy != usual.evictionPolicy ? 1 : 0;
    for (const auto field : Switches)
        count += traffic.*field != usual.*field ? 1 : 0;
    return count;
}

PoliciesDialog::PoliciesDialog(QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("policiesDialog"));
    setWindowTitle(tr("Cache policies"));
    setProperty("helpTopic", QStringLiteral("policies"));
    auto *content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(20, 14, 12, 14);
    m_column->setSpacing(2);

    addHeading(tr("WHEN IT EXPIRES"));
    addSwitch(tr("Remember what is not there"),
        tr("If Postgres has no such row, Redis remembers that for a sixth of the time to live, at "
           "least for a second. Whoever asks again meanwhile is told so without a query."),
        tr("Price: a row that appears is seen a little later."), &TrafficSettings::negativeCaching);
    addSwitch(tr("Old answers while renewing"),
        tr("After its time to live an answer is handed out for as long again, and one of those who "
           "get it renews it behind. So nobody waits for Postgres."),
        tr("Price: answers may be up to twice as old, and Redis keeps everything twice as long."),
        &TrafficSettings::staleWhileRevalidate);
    addSwitch(tr("Renew a little early"),
        tr("Whoever reads an answer that is about to expire may renew it, by chance: the likelier "
           "the nearer the end, and the longer its query takes. So what is asked for often does "
           "not expire at all."),
        tr("Price: some queries more than needed; rarely read answers expire as before."),
        &TrafficSettings::earlyRefresh);

    addHeading(tr("WHEN THE TRUTH CHANGES"));
    addNote(tr("Write-through and write-behind exclude each other."));
    addSwitch(tr("Write-through"),
        tr("After each write the new value is put into Redis instead of deleting the old one, and "
           "never an older one over a newer. The next read is a hit with the new value."),
        tr("Price: writes take longer and fill Redis with values that perhaps nobody reads."),
        &TrafficSettings::writeThrough, &TrafficSettings::writeBehind);
    addSwitch(tr("Write-behind"),
        tr("A write is acknowledged as soon as Redis has queued it; Postgres gets it within a "
           "second, in the same order. Writing is as quick as Redis."),
        tr("Price: if Redis crashes, the writes in its queue are lost although they were "
           "acknowledged."),
        &TrafficSettings::writeBehind, &TrafficSettings::writeThrough);
    addSwitch(tr("Postgres tells what changed"),
        tr("Triggers in Postgres announce each change (NOTIFY), and whoever listens deletes the "
           "key. So a write made with psql or by another program also invalidates."),
        tr("Price: each write pays for the trigger, and what write-through has just written is "
           "deleted again."),
        &TrafficSettings::notifyInvalidation);

    addHeading(tr("WHEN MEMORY IS FULL"));
    addMemory();
    m_column->addStretch();

    auto *area = scrolled(content, this);
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    auto *usual = new QPushButton(tr("As usual"), this);
    usual->setToolTip(tr("Sets all of these to what they are when Tierlens is first started."));
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(20, 8, 20, 14);
    buttons->addWidget(usual);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(area);
    rows->addLayout(buttons);
    resize(620, 660);

    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(usual, &QPushButton::clicked, this, [this] {
        const TrafficSettings before;
        for (const auto field : Switches)
            m_traffic.*field = before.*field;
        m_traffic.maxMemory = before.maxMemory;
        m_traffic.evictionPolicy = before.evictionPolicy;
        setTraffic(m_traffic);
        Q_EMIT policyChanged(m_traffic);
    });
    setTraffic(m_traffic);
}

void PoliciesDialog::addHeading(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setFont(theme().heading());
    label->setProperty("role", QStringLiteral("dim"));
    label->setContentsMargins(3, m_column->count() > 0 ? 14 : 0, 0, 4);
    m_column->addWidget(label);
}

QLabel *PoliciesDialog::addNote(const QString &text)
{
    auto *label = new QLabel(text, this);
    label->setWordWrap(true);
    label->setProperty("role", QStringLiteral("dim"));
    label->setContentsMargins(3, 0, 64, 6);
    m_column->addWidget(label);
    return label;
}

void PoliciesDialog::addSwitch(const QString &text, const QString &what, const QString &price,
    bool TrafficSettings::*field, bool TrafficSettings::*excludes)
{
    auto *toggle = new ToggleSwitch(text, this);
    toggle->setFont(theme().bold13());
    toggle->setAccessibleDescription(what + QLatin1Char(' ') + price);
    m_column->addWidget(toggle);
    addNote(what + QLatin1Char(' ') + price);
    m_switches.emplace_back(toggle, field);
    // clicked(), unlike toggled(), comes from the user alone.
    connect(toggle, &QAbstractButton::clicked, this, [this, field, excludes](bool on) {
        m_traffic.*field = on;
        if (on && excludes)
            m_traffic.*excludes = false;
        setTraffic(m_traffic);
        Q_EMIT policyChanged(m_traffic);
    });
}

QComboBox *PoliciesDialog::addChoice(const QString &text, const QString &help)
{
    auto *label = new QLabel(text, this);
    label->setFont(theme().bold13());
    label->setToolTip(help);
    auto *choice = new QComboBox(this);
    choice->setAccessibleName(text);
    choice->setAccessibleDescription(help);
    choice->setToolTip(help);
    label->setBuddy(choice);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(3, 2, 3, 0);
    line->addWidget(label);
    line->addStretch();
    line->addWidget(choice);
    m_column->addLayout(line);
    return choice;
}

void PoliciesDialog::addMemory()
{
    m_memoryReason = addNote({});
    m_memoryReason->hide();
    m_memory = addChoice(tr("Memory Redis may use"), tr("maxmemory of the sandbox's Redis"));
    for (const auto size : Sizes)
        m_memory->addItem(bytesText(static_cast<std::uint64_t>(size)), qint64(size));
    addNote(tr("With less memory than the answers need, Redis must forget some before their time. "
               "Redis itself takes about 1 MB. Price: less memory means fewer hits."));
    m_eviction = addChoice(tr("What is forgotten first"), tr("maxmemory-policy of Redis"));
    for (const char *policy : evictionPolicies())
        m_eviction->addItem(QLatin1String(policy));
    m_evictionText = addNote({});
    connect(m_memory, &QComboBox::activated, this, [this] {
        m_traffic.maxMemory = m_memory->currentData().toLongLong();
        Q_EMIT policyChanged(m_traffic);
    });
    connect(m_eviction, &QComboBox::activated, this, [this] {
        m_traffic.evictionPolicy = m_eviction->currentText().toStdString();
        explainEviction();
        Q_EMIT policyChanged(m_traffic);
    });
}

void PoliciesDialog::explainEviction()
{
    const auto policy = m_eviction->currentText();
    QString text;
    if (policy == QLatin1String("noeviction"))
        text = tr("Nothing: a full Redis refuses to take more, and Postgres answers whatever it "
                  "does not hold. Price: new answers are not cached until old ones expire.");
    else if (policy.endsWith(QLatin1String("-lru")))
        text = tr("What has not been read for the longest time. It follows a changing taste "
                  "quickly. Price: one who reads through everything once pushes out what is "
                  "popular.");
    else if (policy.endsWith(QLatin1String("-lfu")))
        text = tr("What is read most seldom. The popular stays, whatever passes by. Price: what "
                  "was popular yesterday stays for a while.");
    else if (policy.endsWith(QLatin1String("-random")))
        text = tr("Any key, by chance. It costs no bookkeeping at all. Price: it may be the most "
                  "popular one.");
    else
        text = tr("What would expire soonest anyway. It takes the least time from anybody. Price: "
                  "whether it is popular does not matter.");
    if (policy.startsWith(QLatin1String("volatile-")))
        text += QLatin1Char(' ') + tr("Only keys that expire are taken; others stay for ever.");
    m_evictionText->setText(text);
}

void PoliciesDialog::setTraffic(const TrafficSettings &traffic)
{
    m_traffic = traffic;
    for (const auto &[toggle, field] : m_switches)
        toggle->setChecked(traffic.*field);
    auto at = m_memory->findData(qint64(traffic.maxMemory));
    if (at < 0) { // given on the command line
        m_memory->addItem(
            bytesText(static_cast<std::uint64_t>(traffic.maxMemory)), qint64(traffic.maxMemory));
        at = m_memory->count() - 1;
    }
    m_memory->setCurrentIndex(at);
    m_eviction->setCurrentIndex(
        std::max(0, m_eviction->findText(QString::fromStdString(traffic.evictionPolicy))));
    explainEviction();
}

void PoliciesDialog::setMemoryReason(const QString &why)
{
    m_memoryReason->setText(why);
    m_memoryReason->setVisible(!why.isEmpty());
    m_memory->setEnabled(why.isEmpty());
    m_eviction->setEnabled(why.isEmpty());
}

} // namespace tierlens
