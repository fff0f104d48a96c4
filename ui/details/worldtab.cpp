// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/worldtab.h"

#include "core/durationtext.h"
#include "details/boardfacts.h"
#include "details/boardrows.h"
#include "parts/scrolled.h"
#include "parts/toggleswitch.h"
#include "store/savings.h"
#include "theme/theme.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
QString listed(const std::vector<QString> &parts)
{
    return QStringList(parts.begin(), parts.end()).join(QStringLiteral(" · "));
}

QLabel *addLabel(QVBoxLayout *column, const QFont &font, bool dim)
{
    auto *label = new QLabel;
    label->setFont(font);
    label->setWordWrap(true);
    if (dim)
        label->setProperty("role", QStringLiteral("dim"));
    column->addWidget(label);
    return label;
}

// In as many lines as its words need in the room there is.
class OrderButton : public QPushButton
{
public:
    OrderButton(const QString &words)
        : m_words(words)
    {
        setText(words);
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed); // may be narrower
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
    QSize minimumSizeHint() const override { return {110, oneLine()}; }
    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_words) + 2 * Padding, oneLine()};
    }
    int heightForWidth(int width) const override
    {
        return oneLine() + (int(broken(width).size()) - 1) * fontMetrics().lineSpacing();
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QPushButton::resizeEvent(event);
        const auto lines = broken(width()).join(QLatin1Char('\n'));
        if (lines != text())
            setText(lines);
    }

private:
    static constexpr int Padding = 14;
    int oneLine() const { return fontMetrics().height() + 14; }
    QStringList broken(int width) const
    {
        QStringList lines{QString()};
        for (const auto &word : m_words.split(QLatin1Char(' '))) {
            const auto longer
                = lines.last().isEmpty() ? word : lines.last() + QLatin1Char(' ') + word;
            if (lines.last().isEmpty()
                || fontMetrics().horizontalAdvance(longer) <= width - 2 * Padding)
                lines.last() = longer;
            else
                lines.append(word);
        }
        return lines;
    }
    QString m_words;
};

// Scrolls up and down only.
class SideArea : public QScrollArea
{
public:
    using QScrollArea::QScrollArea;
    QSize minimumSizeHint() const override
    {
        const int bar = verticalScrollBar()->sizeHint().width();
        return {std::max(150, widget() ? widget()->minimumSizeHint().width() + bar : 0), 60};
    }
};
} // namespace

WorldTab::WorldTab(const Store &store, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_rows(new BoardRows(this))
    , m_facts(new BoardFacts(this))
{
    m_rows->hide();
    m_facts->hide();
    auto *columns = new QHBoxLayout(this);
    columns->setContentsMargins(18, 12, 18, 10);
    columns->setSpacing(22);
    columns->addWidget(m_rows, 6);
    columns->addWidget(m_facts, 4);
    columns->addWidget(buildMemories(), 5);
}

QWidget *WorldTab::buildMemories()
{
    auto *side = new QWidget(this);
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    m_truthTitle = addLabel(column, theme().heading(), false);
    m_truthTitle->setText(tr("TRUTH · POSTGRES KEEPS IT"));
    m_truth = addLabel(column, theme().text13(), false);
    column->addSpacing(6);
    m_forgettableTitle = addLabel(column, theme().heading(), false);
    m_forgettableTitle->setText(tr("FORGETTABLE · REDIS HOLDS IT"));
    m_forgettable = addLabel(column, theme().text13(), false);
    column->addSpacing(4);
    m_loss = addLabel(column, theme().small(), true);
    column->addSpacing(6);
    m_actions = new QVBoxLayout;
    m_actions->setSpacing(5);
    column->addLayout(m_actions);
    column->addStretch();
    tint();
    // In a low window one scrolls.
    auto *area = new SideArea(this);
    letScroll(*area, side);
    return area;
}

void WorldTab::setWorld(const ScenarioText &world)
{
    m_world = world;
    m_truth->setText(listed(world.truth));
    m_forgettable->setText(listed(world.forgettable));
    m_loss->setText(world.lossText);
    fillActions();
}

void WorldTab::fillActions()
{
    for (const auto &order : m_world.orders) {
        auto *button = new OrderButton(order.label);
        button->setObjectName(QStringLiteral("order_") + order.id);
        button->setToolTip(order.label + QStringLiteral("\n") + order.help);
        button->setAccessibleName(order.label);
        button->setAccessibleDescription(order.help);
        connect(button, &QPushButton::clicked, this, [this, id = order.id] { Q_EMIT ordered(id); });
        m_actions->addWidget(button);
    }
    if (!m_world.worldSwitch.label.isEmpty()) {
        m_switch = new ToggleSwitch(m_world.worldSwitch.label);
        m_switch->setObjectName(QStringLiteral("worldSwitch"));
        m_switch->setToolTip(m_world.worldSwitch.help);
        m_switch->setAccessibleDescription(m_world.worldSwitch.help);
        connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) {
            m_traffic.worldSwitch = on;
            Q_EMIT trafficWanted(m_traffic);
        });
        m_actions->addWidget(m_switch);
    }
    if (!m_world.priceLabel.isEmpty()) {
        auto *row = new QHBoxLayout;
        auto *label = new QLabel(m_world.priceLabel);
        label->setWordWrap(true);
        m_price = new QDoubleSpinBox;
        m_price->setObjectName(QStringLiteral("price"));
        m_price->setAccessibleName(m_world.priceLabel);
        m_price->setToolTip(tr("What one answer costs that has to be worked out. Each answer that "
                               "Redis still knew saves this much."));
        m_price->setPrefix(QStringLiteral("$"));
        m_price->setDecimals(3);
        m_price->setRange(0, 1000);
        m_price->setSingleStep(0.005);
        m_price->setKeyboardTracking(false);
        label->setBuddy(m_price);
        connect(m_price, &QDoubleSpinBox::valueChanged, this, [this](double price) {
            if (price == m_traffic.price)
                return;
            m_traffic.price = price;
            Q_EMIT trafficWanted(m_traffic);
        });
        row->addWidget(label, 1);
        row->addWidget(m_price);
        m_actions->addLayout(row);
    }
}

void WorldTab::setTraffic(const TrafficSettings &traffic)
{
    m_traffic = traffic;
    if (m_switch)
        m_switch->setChecked(traffic.worldSwitch);
    if (m_price && !m_price->hasFocus())
        m_price->setValue(traffic.price);
}

void WorldTab::setReducedMotion(bool reduced) { m_rows->setReducedMotion(reduced); }

void WorldTab::refresh(SinceStart now)
{
    const auto &board = m_store.board();
    if (board && m_limit.isDue(now)) {
        m_rows->setVisible(!board->rows.empty());
        m_facts->setVisible(!board->facts.empty());
        m_rows->setRows(QString::fromStdString(board->rowsTitle), board->rows);
        auto facts = board->facts;
        if (m_world.pricedOperation >= 0)
            facts.insert(facts.begin(), savedMoney());
        m_facts->setFacts(QString::fromStdString(board->factsTitle), facts);
    }
    if (!board && m_gainsLimit.isDue(now))
        showGains();
    m_rows->advance(now);
}

Board::Fact WorldTab::savedMoney() const
{
    const auto savings
        = savingsOf(m_store.timings().total(), m_world.pricedOperation, m_traffic.price);
    const auto money
        = [](double amount) { return QStringLiteral("$%1").arg(QString::number(amount, 'f', 2)); };
    return {tr("Money saved, %1 spent").arg(money(savings.spent)).toStdString(),
        money(savings.saved).toStdString(),
        tr("%1 answers cost nothing because they had been paid for before; %2 had to be paid for. "
           "Each counts with the price below, since the session began.")
            .arg(countText(savings.reused), countText(savings.paid))
            .toStdString(),
        Board::Tone::Good};
}

// A world without a board of its own shows what the cache gains it, question by question.
void WorldTab::showGains()
{
    std::vector<Board::Row> rows;
    for (std::size_t i = 0; i < m_world.operations.size() && i < 256; ++i) {
        const auto &timings = m_store.operation(static_cast<std::uint8_t>(i));
        if (timings.redis.count() < 5 || timings.postgres.count() < 1)
            continue;
        const auto redis = timings.redis.quantile(0.5), postgres = timings.postgres.quantile(0.5);
        const double gain
            = double(postgres.count()) / double(std::max<Duration::rep>(1, redis.count()));
        const auto text = tr("%1 instead of %2 · %3×")
                              .arg(durationText(redis), durationText(postgres),
                                  gain < 10 ? QString::number(gain, 'f', 1)
                                            : QString::number(std::llround(gain)));
        const auto name = m_world.operations[i].toStdString();
        rows.push_back(
            {name, name, std::log10(std::max(1.05, gain)), text.toStdString(), Board::Tone::Good});
    }
    std::sort(rows.begin(), rows.end(),
        [](const Board::Row &a, const Board::Row &b) { return a.value > b.value; });
    rows.resize(std::min(rows.size(), Board::MaxRows));
    m_rows->setVisible(!rows.empty());
    m_rows->setToolTip(tr("Median time of one answer from Redis, and of the same one from Postgres "
                          "after a miss, since the session began. Bars are on a log scale."));
    m_rows->setRows(tr("WHAT REDIS SAVES, QUESTION BY QUESTION"), rows);
}

void WorldTab::tint()
{
    const std::pair<QLabel *, QColor> titles[]
        = {{m_truthTitle, theme().postgres}, {m_forgettableTitle, theme().redis}};
    for (const auto &[label, color] : titles) {
        auto palette = label->palette();
        palette.setColor(QPalette::WindowText, color);
        label->setPalette(palette);
    }
}

void WorldTab::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_loss)
        tint();
}

} // namespace tierlens
