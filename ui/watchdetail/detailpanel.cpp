// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/detailpanel.h"

#include "parts/scrolled.h"
#include "watchdetail/findingcommand.h"
#include "watchdetail/historychart.h"
#include "watchdetail/textbutton.h"
#include "watchtables/logrows.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr std::size_t MostTold = 8; // findings; what a person reads
constexpr std::size_t MostPast = 5;

QLabel *wrapped(QWidget *parent, const char *role = nullptr)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    if (role)
        label->setProperty("role", QString::fromLatin1(role));
    return label;
}

void clear(QVBoxLayout *column)
{
    while (auto *item = column->takeAt(0)) {
        if (auto *widget = item->widget()) {
            widget->hide(); // it may be the sender of what is just being answered
            widget->deleteLater();
        }
        delete item;
    }
}
} // namespace

DetailPanel::DetailPanel(QWidget *parent)
    : QFrame(parent)
{
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(tr("Details"));
    auto *page = new QWidget;
    auto *area = scrolled(page, this);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 6, 1, 6);
    outer->addWidget(area);

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(17, 10, 15, 10);
    column->setSpacing(6);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    m_title = wrapped(page);
    m_remark = new QLabel(page);
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignTop);
    head->addWidget(m_title, 1);
    head->addWidget(m_remark);
    column->addLayout(head);
    m_statement = wrapped(page);
    column->addWidget(m_statement);
    m_linkRow = new QWidget(page);
    auto *links = new QHBoxLayout(m_linkRow);
    links->setContentsMargins(0, 2, 0, 2);
    m_confirm = new QPushButton(tr("This statement fills it"), m_linkRow);
    m_refuse = new QPushButton(tr("It does not"), m_linkRow);
    links->addWidget(m_confirm);
    links->addWidget(m_refuse);
    links->addStretch(1);
    column->addWidget(m_linkRow);
    m_facts = wrapped(page);
    m_facts->setTextFormat(Qt::RichText);
    column->addWidget(m_facts);
    m_charts = new QVBoxLayout;
    m_charts->setSpacing(10);
    column->addSpacing(4);
    column->addLayout(m_charts);
    m_storyTitle = addHeading(column, tr("What seems to be going on"));
    m_noStory = wrapped(page, "dim");
    column->addWidget(m_noStory);
    m_story = new QVBoxLayout;
    m_story->setSpacing(2);
    column->addLayout(m_story);
    m_more = wrapped(page, "dim");
    m_more->hide();
    column->addWidget(m_more);
    m_latelyTitle = addHeading(column, tr("In the last minutes"));
    m_lately = wrapped(page, "dim");
    column->addWidget(m_lately);
    m_nextTitle = addHeading(column, tr("Next"));
    m_next = new QVBoxLayout;
    m_next->setSpacing(6);
    column->addLayout(m_next);
    m_unseenTitle = addHeading(column, tr("What Tierlens cannot see here"));
    m_unseen = wrapped(page, "dim");
    column->addWidget(m_unseen);
    column->addSpacing(8);
    column->addStretch(1);
    m_readOnly = wrapped(page, "dim");
    column->addWidget(m_readOnly);
    m_allow = new QPushButton(tr("Allow changes…"), page);
    m_allow->setProperty("role", QStringLiteral("danger"));
    column->addWidget(m_allow, 0, Qt::AlignLeft);

    connect(m_allow, &QPushButton::clicked, this, &DetailPanel::changesRequested);
    connect(m_confirm, &QPushButton::clicked, this, &DetailPanel::confirmRequested);
    connect(m_refuse, &QPushButton::clicked, this, &DetailPanel::refuseRequested);
    const std::pair<QWidget *, QString> topics[] = {{m_linkRow, QStringLiteral("inferred-link")},
        {m_facts, QStringLiteral("pattern-facts")}, {m_remark, QStringLiteral("findings")},
        {m_storyTitle, QStringLiteral("findings")}, {m_latelyTitle, QStringLiteral("findings")},
        {m_lately, QStringLiteral("findings")}, {m_noStory, QStringLiteral("findings")},
        {m_nextTitle, QStringLiteral("findings")}, {m_unseen, QStringLiteral("trouble-rights")},
        {m_unseenTitle, QStringLiteral("trouble-rights")},
        {m_readOnly, QStringLiteral("watch-changes")}, {m_allow, QStringLiteral("watch-changes")}};
    for (const auto &[part, topic] : topics)
        part->setProperty("helpTopic", topic);
    applyFonts();
}

QLabel *DetailPanel::addHeading(QVBoxLayout *column, const QString &text)
{
    auto *label = new QLabel(text, this);
    column->addSpacing(8);
    column->addWidget(label);
    return label;
}

void DetailPanel::applyFonts()
{
    m_remark->setFont(theme().bold13());
    m_statement->setFont(theme().mono(12));
    for (QLabel *heading : {m_storyTitle, m_latelyTitle, m_nextTitle, m_unseenTitle})
        heading->setFont(theme().bold13());
    for (QLabel *small : {m_readOnly, m_unseen})
        small->setFont(theme().small());
}

void DetailPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyFonts();
        m_told.clear(); // fonts are in it
        clear(m_story);
        clear(m_next);
        show(Detail(m_detail));
    }
}

void DetailPanel::show(const Detail &detail)
{
    m_detail = detail;
    m_title->setFont(detail.isMono ? theme().mono(15) : theme().title());
    m_title->setText(detail.title);
    m_remark->setText(detail.remark);
    QPalette colored = palette();
    colored.setColor(QPalette::WindowText, colorOf(detail.remarkTint));
    m_remark->setPalette(colored);
    colored.setColor(QPalette::WindowText, theme().postgres);
    m_statement->setPalette(colored);
    m_statement->setText(detail.statement);
    m_statement->setVisible(!detail.statement.isEmpty());
    m_linkRow->setVisible(detail.canConfirm || detail.canRefuse);
    m_confirm->setVisible(detail.canConfirm);
    m_refuse->setVisible(detail.canRefuse);
    m_unseen->setText(detail.unseen.join(QLatin1Char('\n')));
    m_unseen->setVisible(!detail.unseen.isEmpty());
    m_unseenTitle->setVisible(!detail.unseen.isEmpty());
    m_readOnly->setText(detail.readOnly);
    m_allow->setVisible(detail.canAllowChanges);
    showFacts();
    showCurves();
    showStory();
    showLately();
}

void DetailPanel::showFacts()
{
    QString rows;
    for (const auto &[what, value] : m_detail.facts)
        rows
            += QStringLiteral("<tr><td style='padding-right:14px;color:%1'>%2</td><td>%3</td></tr>")
                   .arg(theme().dim.name(), what.toHtmlEscaped(), value.toHtmlEscaped());
    const auto text = rows.isEmpty()
        ? QString()
        : QStringLiteral("<table cellspacing='1'>%1</table>").arg(rows);
    if (text != m_facts->text())
        m_facts->setText(text);
    m_facts->setVisible(!rows.isEmpty());
    m_facts->setProperty("helpTopic",
        m_detail.isMono ? QStringLiteral("pattern-facts") : QStringLiteral("watch-statements"));
}

void DetailPanel::showCurves()
{
    while (m_chartWidgets.size() > m_detail.curves.size()) {
        delete m_chartWidgets.back();
        m_chartWidgets.pop_back();
    }
    while (m_chartWidgets.size() < m_detail.curves.size()) {
        auto *chart = new HistoryChart(this);
        chart->setClock([this](SinceStart at) { return m_clock ? m_clock(at) : QString(); });
        connect(chart, &HistoryChart::rangeChosen, this, &DetailPanel::rangeChosen);
        connect(chart, &HistoryChart::liveRequested, this, &DetailPanel::liveRequested);
        m_charts->addWidget(chart);
        m_chartWidgets.push_back(chart);
    }
    for (std::size_t i = 0; i < m_chartWidgets.size(); ++i) {
        m_chartWidgets[i]->setTimesShown(i + 1 == m_chartWidgets.size());
        m_chartWidgets[i]->setCurve(m_detail.curves[i], m_detail.range);
    }
}

// What is told is kept while only its words change, for example how long it has lasted: what was
// opened stays open, and the focus where it is.
void DetailPanel::showStory()
{
    const auto &story = m_detail.story;
    const auto shown = std::min(story.size(), MostTold);
    m_noStory->setVisible(story.empty());
    m_noStory->setText(m_detail.lately.empty()
            ? tr("Nothing that would stand out in what was seen so far.")
            : tr("Nothing that would stand out now."));
    bool fits = shown == m_told.size();
    for (std::size_t i = 0; fits && i < shown; ++i)
        fits = m_told[i].tells(story[i]);
    if (!fits) {
        clear(m_story);
        clear(m_next);
        m_told.clear();
        for (std::size_t i = 0; i < shown; ++i)
            m_told.push_back(tell(story[i]));
    }
    m_nextTitle->setVisible(std::any_of(
        m_told.begin(), m_told.end(), [](const Told &told) { return told.next != nullptr; }));
    for (std::size_t i = 0; i < shown; ++i) {
        QStringList evidence;
        for (const auto &figure : story[i].evidence)
            evidence << figure.what + QStringLiteral(": ") + figure.value;
        auto *line = m_told[i].line;
        line->setSentence(story[i].sentence);
        line->setNumber(int(i) + 1, colorOf(levelTint(story[i].level)));
        line->setEvidence(evidence);
        line->setToolTip(evidence.isEmpty() ? QString() : tr("Press to see what it rests on."));
        m_told[i].finding = story[i];
        if (m_told[i].next)
            m_told[i].next->setSentence(story[i].next);
    }
    m_more->setVisible(story.size() > shown);
    if (story.size() > shown)
        m_more->setText(tr("and %n more, under Events below", nullptr, int(story.size() - shown)));
}

// With its time and no advice: an outage must be seen by who looks a moment later.
void DetailPanel::showLately()
{
    const auto &past = m_detail.lately;
    QStringList lines;
    for (std::size_t i = 0; i < std::min(past.size(), MostPast); ++i) {
        QString line = past[i].sentence;
        if (m_clock) {
            const auto from = m_clock(past[i].since), to = m_clock(past[i].lastSeen());
            line.prepend(
                (from == to ? from : from + QStringLiteral(" – ") + to) + QStringLiteral("  "));
        }
        lines << line;
    }
    m_lately->setText(lines.join(QLatin1Char('\n')));
    m_lately->setVisible(!lines.isEmpty());
    m_latelyTitle->setVisible(!lines.isEmpty());
}

bool DetailPanel::Told::tells(const Finding &other) const
{
    return finding.kind == other.kind && finding.subject == other.subject
        && finding.since == other.since && finding.next.isEmpty() == other.next.isEmpty()
        && commandFor(finding) == commandFor(other);
}

DetailPanel::Told DetailPanel::tell(const Finding &finding)
{
    Told told;
    told.finding = finding;
    told.line = new TextButton(TextButton::Look::Numbered, finding.sentence, this);
    told.line->setProperty("helpTopic", QStringLiteral("findings"));
    m_story->addWidget(told.line);
    if (finding.next.isEmpty())
        return told;
    auto *next = told.next = new TextButton(TextButton::Look::Framed, finding.next, this);
    next->setProperty("helpTopic", QStringLiteral("findings"));
    m_next->addWidget(next);
    const auto follow = [this, next] {
        for (const auto &one : m_told) {
            if (one.next == next) {
                Q_EMIT followed(Finding(one.finding));
                return;
            }
        }
    };
    const auto command = commandFor(finding);
    if (command.isEmpty()) {
        connect(next, &QAbstractButton::clicked, this, follow);
        return told;
    }
    next->setToolTip(tr("Press to see the command. Tierlens never runs it."));
    auto *typed = wrapped(this);
    typed->setText(command);
    typed->setFont(theme().mono(12));
    typed->setContentsMargins(12, 0, 0, 6);
    typed->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    typed->setAccessibleName(tr("Command"));
    typed->hide();
    m_next->addWidget(typed);
    connect(next, &QAbstractButton::clicked, this, [typed, follow] {
        typed->setVisible(typed->isHidden());
        if (!typed->isHidden())
            follow();
    });
    return told;
}

} // namespace tierlens
