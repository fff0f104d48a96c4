// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/impactcard.h"

#include "core/durationtext.h"
#include "panels/impactcurve.h"
#include "panels/impactnumber.h"
#include "store/impacttext.h"
#include "theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int CardSide = 16, Above = 12, CardBetween = 14, Buttons = 30, CurveHeight = 30;

QColor accentOf(const Action &action)
{
    switch (action.kind) {
    case Action::Kind::Restart:
    case Action::Kind::Crash:
    case Action::Kind::Freeze:
        return action.tier == Tier::Redis ? theme().redis : theme().postgres;
    case Action::Kind::InvalidateKey:
    case Action::Kind::InvalidatePattern:
    case Action::Kind::InvalidateAll:
    case Action::Kind::ExpireNow:
        return theme().invalidated;
    case Action::Kind::Write:
    case Action::Kind::Refresh:
    case Action::Kind::Policy:
    case Action::Kind::Traffic:
        break;
    }
    return theme().write;
}
} // namespace

ImpactCard::ImpactCard(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_status(new QLabel(this))
    , m_curve(new ImpactCurve(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_dismiss(new QPushButton(QStringLiteral("✕"), this))
    , m_figuresArea(new QWidget(this))
{
    setFocusPolicy(Qt::NoFocus);
    setProperty("helpTopic", QStringLiteral("impact-card"));
    m_title->setTextFormat(Qt::PlainText);
    m_status->setProperty("role", QStringLiteral("dim"));
    m_curve->setAccessibleName(tr("Hit rate since just before the action"));
    for (auto *button : {m_copy, m_dismiss}) {
        button->setProperty("role", QStringLiteral("flat"));
        button->setAutoDefault(false);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setFont(theme().small());
        button->setStyleSheet(QStringLiteral("padding: 3px 8px;"));
    }
    m_copy->setToolTip(tr("Puts these figures on the clipboard, as one sentence."));
    m_copy->setAccessibleName(tr("Copy the figures as a sentence"));
    m_dismiss->setToolTip(tr("Closes this card. The action stays in the list of events."));
    m_dismiss->setAccessibleName(tr("Close the card"));
    connect(m_copy, &QPushButton::clicked, this, &ImpactCard::copy);
    connect(m_dismiss, &QPushButton::clicked, this, &ImpactCard::dismissed);
    setScale(1);
}

void ImpactCard::setScale(double scale)
{
    m_scale = scale;
    m_title->setFont(bold());
    m_status->setFont(small());
    for (auto *figure : m_figures)
        figure->setScale(scale);
    updateGeometry();
    arrange(width());
}

void ImpactCard::setButtonsShown(bool shown)
{
    m_buttonsShown = shown;
    m_copy->setVisible(shown);
    m_dismiss->setVisible(shown);
    arrange(width());
}

int ImpactCard::px(int units) const { return qRound(units * m_scale); }

QFont ImpactCard::small() const { return scaledFont(theme().small(), m_scale); }

QFont ImpactCard::bold() const { return scaledFont(theme().bold13(), m_scale); }

int ImpactCard::figureHeight() const { return ImpactNumber::heightFor(m_scale); }

void ImpactCard::setImpact(const Impact &impact, const Timings &timings, SinceStart now)
{
    m_impact = impact;
    m_title->setText(QString::fromStdString(impact.action.text));
    auto palette = m_title->palette();
    palette.setColor(QPalette::WindowText, accentOf(impact.action));
    m_title->setPalette(palette);
    m_status->setText(impactStatus(impact, now));
    setAccessibleName(tr("What it cost: %1").arg(m_title->text()));
    setAccessibleDescription(impactText(impact));
    m_curve->set(impact, timings, now);
    m_curve->setToolTip(
        tr("Hit rate of each half second from 5 s before the action on, %1 to 100 %.")
            .arg(wholePercentText(m_curve->lowest())));

    const auto figures = impactFigures(impact);
    const bool other = figures.size() != m_figures.size();
    while (m_figures.size() > figures.size()) {
        delete m_figures.back();
        m_figures.pop_back();
    }
    while (m_figures.size() < figures.size()) {
        m_figures.push_back(new ImpactNumber(m_figuresArea));
        m_figures.back()->setScale(m_scale);
        m_figures.back()->show();
    }
    const int needed = figureWidth();
    for (std::size_t i = 0; i < figures.size(); ++i)
        m_figures[i]->set(figures[i], impact);
    if (other || needed != figureWidth())
        updateGeometry();
    arrange(width());
    update();
}

int ImpactCard::figureWidth() const
{
    int width = QFontMetrics(small()).horizontalAdvance(tr("requests failed"));
    for (const auto *figure : m_figures)
        width = std::max(width, figure->neededWidth());
    return width + 3 + px(CardBetween);
}

bool ImpactCard::isStacked(int width) const
{
    const int left = QFontMetrics(small()).horizontalAdvance(m_status->text());
    return width - 2 * px(CardSide) - left - px(CardBetween) < 3 * figureWidth();
}

int ImpactCard::columnsFor(int width) const
{
    // The usual text, so that the figures stay where they are while it changes.
    const auto usual = tr("59 seconds ago · settled after 59.9 s");
    const int left = isStacked(width)
        ? -px(CardBetween)
        : std::max(QFontMetrics(small()).horizontalAdvance(usual),
            QFontMetrics(small()).horizontalAdvance(m_status->text()));
    const int room = width - 2 * px(CardSide) - left - px(CardBetween);
    return std::clamp((room + px(CardBetween)) / std::max(figureWidth(), 1), 1,
        std::max<int>(1, static_cast<int>(m_figures.size())));
}

// In a narrow window: no curve, and all figures in one row under the title, each as wide as it is.
bool ImpactCard::isBrief(int width) const
{
    if (m_figures.empty() || columnsFor(width) >= static_cast<int>(m_figures.size()))
        return false;
    int needed = static_cast<int>(m_figures.size() - 1) * px(CardBetween);
    for (const auto *figure : m_figures)
        needed += figure->neededWidth() + 3;
    return needed <= width - 2 * px(CardSide);
}

// Room above the figures for the buttons in the corner.
int ImpactCard::figuresBelow() const { return m_buttonsShown ? px(Buttons) - 6 : px(6); }

int ImpactCard::headHeight() const
{
    return QFontMetrics(bold()).height() + QFontMetrics(small()).height() + 6 + px(CurveHeight);
}

int ImpactCard::heightForWidth(int width) const
{
    if (isBrief(width))
        return 2 * px(Above) + QFontMetrics(bold()).height() + 6 + figureHeight();
    const int columns = columnsFor(width);
    const int rows = (static_cast<int>(m_figures.size()) + columns - 1) / columns;
    const int figures = rows * figureHeight() + (rows - 1) * 8;
    return 2 * px(Above)
        + (isStacked(width) ? headHeight() + 10 + figures
                            : std::max(headHeight(), figuresBelow() + figures));
}

QSize ImpactCard::sizeHint() const
{
    const int width = 2 * px(CardSide) + 220 + static_cast<int>(m_figures.size()) * figureWidth();
    return {width, heightForWidth(width)};
}

QSize ImpactCard::minimumSizeHint() const { return {420, heightForWidth(420)}; }

void ImpactCard::arrangeBrief(int width)
{
    const int title = QFontMetrics(bold()).height();
    const int titleWidth
        = std::min(QFontMetrics(bold()).horizontalAdvance(m_title->text()) + 4, width / 2);
    const int statusLeft = px(CardSide) + titleWidth + px(CardBetween);
    m_title->setGeometry(px(CardSide), px(Above), titleWidth, title);
    m_status->setGeometry(statusLeft, px(Above),
        (m_buttonsShown ? m_copy->x() : width) - statusLeft - px(CardBetween), title);
    int spare = width - 2 * px(CardSide);
    for (const auto *figure : m_figures)
        spare -= figure->neededWidth() + 3;
    const int gaps = static_cast<int>(m_figures.size()) - 1;
    const int between = gaps > 0 ? std::min(spare / gaps, 3 * px(CardBetween)) : 0;
    m_figuresArea->setGeometry(
        px(CardSide), px(Above) + title + 6, width - 2 * px(CardSide), figureHeight());
    int x = 0;
    for (auto *figure : m_figures) {
        figure->setGeometry(x, 0, figure->neededWidth() + 3, figureHeight());
        x += figure->neededWidth() + 3 + between;
    }
}

void ImpactCard::arrange(int width)
{
    const QSize dismiss = m_dismiss->sizeHint(), copy = m_copy->sizeHint();
    const int title = QFontMetrics(bold()).height();
    m_dismiss->setGeometry(width - px(8) - dismiss.width(), 7, dismiss.width(), dismiss.height());
    m_copy->setGeometry(m_dismiss->x() - copy.width() - 2, 7, copy.width(), copy.height());
    const bool brief = isBrief(width);
    m_curve->setVisible(!brief);
    if (brief)
        return arrangeBrief(width);

    const int columns = columnsFor(width);
    const bool stacked = isStacked(width);
    int step = figureWidth();
    if (!m_buttonsShown && !stacked) // in presenter mode they may spread
        step = std::clamp((width * 3 / 4 - px(CardSide)) / columns, step, step * 3 / 2);
    const int figuresLeft
        = stacked ? px(CardSide) : width - px(CardSide) - columns * step + px(CardBetween);
    const int figuresTop = stacked ? px(Above) + headHeight() + 10 : px(Above) + figuresBelow();
    const int leftWidth = stacked ? width - px(CardSide) - copy.width() - dismiss.width() - 20
                                  : figuresLeft - px(CardSide) - px(CardBetween);
    int y = px(Above);
    const int line = QFontMetrics(small()).height();
    m_title->setGeometry(px(CardSide), y, leftWidth, title);
    y += title + 1;
    m_status->setGeometry(px(CardSide), y, leftWidth, line);
    y += line + px(5);
    m_curve->setGeometry(px(CardSide), y, std::min(leftWidth, px(240)), px(CurveHeight));

    const int height = figureHeight();
    m_figuresArea->setGeometry(figuresLeft, figuresTop, width - px(CardSide) - figuresLeft,
        std::max(this->height() - figuresTop - 4, height));
    for (std::size_t i = 0; i < m_figures.size(); ++i) {
        const int at = static_cast<int>(i);
        m_figures[i]->setGeometry(
            at % columns * step, at / columns * (height + 8), step - px(CardBetween), height);
    }
}

void ImpactCard::copy()
{
    const auto sentence = impactText(m_impact);
    QApplication::clipboard()->setText(sentence);
    Q_EMIT copied(sentence);
}

void ImpactCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    arrange(width());
}

void ImpactCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(accentOf(m_impact.action), 1.5));
    painter.setBrush(theme().panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 12, 12);
}

} // namespace tierlens
