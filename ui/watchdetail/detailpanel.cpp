// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/detailpanel.h"

#include "watchdetail/findingcommand.h"
#include "watchdetail/historychart.h"
#include "watchdetail/textbutton.h"
#include "watchtables/logrows.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace tierlens {

namespace {
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
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget;
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(page);
    page->setAutoFillBackground(false); // the panel's own ground shows
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
    m_noStory->setText(tr("Nothing that would stand out in what was seen so far."));
    column->addWidget(m_noStory);
    m_story = new QVBoxLayout;
    m_story->setSpacing(2);
    column->addLayout(m_story);
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
        {m_storyTitle, QStringLiteral("findings")}, {m_noStory, QStringLiteral("findings")},
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
    for (QLabel *heading : {m_storyTitle, m_nextTitle, m_unseenTitle})
        heading->setFont(theme().bold13());
    for (QLabel *small : {m_readOnly, m_unseen})
        small->setFont(theme().small());
}

void DetailPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyFonts();
        m_told = {QString()}; // colours are in it
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

void DetailPanel::showStory()
{
    QStringList told;
    for (const auto &finding : m_detail.story)
        told << finding.sentence << finding.next;
    m_noStory->setVisible(m_detail.story.empty());
    if (told == m_told)
        return;
    m_told = told;
    clear(m_story);
    clear(m_next);
    bool anyNext = false;
    int number = 0;
    for (const auto &finding : m_detail.story) {
        auto *line = new TextButton(TextButton::Look::Numbered, finding.sentence, this);
        line->setNumber(++number, colorOf(levelTint(finding.level)));
        QStringList evidence;
        for (const auto &figure : finding.evidence)
            evidence << figure.what + QStringLiteral(": ") + figure.value;
        line->setEvidence(evidence);
        line->setToolTip(evidence.isEmpty() ? QString() : tr("Press to see what it rests on."));
        line->setProperty("helpTopic", QStringLiteral("findings"));
        m_story->addWidget(line);
        if (finding.next.isEmpty())
            continue;
        anyNext = true;
        auto *next = new TextButton(TextButton::Look::Framed, finding.next, this);
        next->setProperty("helpTopic", QStringLiteral("findings"));
        m_next->addWidget(next);
        const auto command = commandFor(finding);
        if (command.isEmpty()) {
            connect(next, &QAbstractButton::clicked, this,
                [this, finding] { Q_EMIT followed(finding); });
            continue;
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
        connect(next, &QAbstractButton::clicked, this, [this, finding, typed] {
            typed->setVisible(typed->isHidden());
            if (!typed->isHidden())
                Q_EMIT followed(finding);
        });
    }
    m_nextTitle->setVisible(anyNext);
}

} // namespace tierlens
