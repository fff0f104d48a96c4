// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/topbar.h"

#include "core/durationtext.h"
#include "parts/connectionpill.h"
#include "parts/logslider.h"
#include "parts/pill.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr int Levels = 8;
constexpr int ClientChoices[] = {1, 2, 4, 8, 16, 24, 32, 48, 64};

// The rounded ground that pause, slider, rate and clients share.
class Ground : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme().line, 1));
        painter.setBrush(theme().raised);
        const QRectF shape = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2);
    }
};

// For most texts, so that the bar does not twitch while numbers change.
int usualRateWidth(const QFontMetrics &metrics)
{
    return metrics.horizontalAdvance(rateText(20'000)) + 2;
}
} // namespace

TopBar::TopBar(QWidget *parent)
    : QFrame(parent)
    , m_wordmark(new QLabel(QStringLiteral("Tierlens"), this))
    , m_connection(new ConnectionPill(this))
{
    setAccessibleName(tr("Top bar"));
    QFont mark = theme().figure(18);
    mark.setWeight(QFont::DemiBold);
    m_wordmark->setFont(mark);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 10, 14, 11);
    row->setSizeConstraint(QLayout::SetNoConstraint); // fit() sees to it
    row->setSpacing(6);
    row->addWidget(m_wordmark);
    row->addSpacing(14);
    row->addWidget(m_connection);
    row->addSpacing(10);
    buildModes(row);
    row->addSpacing(14);
    row->addWidget(buildTraffic());
    row->addStretch(1);

    m_search = new Pill(tr("Search commands, keys…"), this);
    m_search->setHint(tr("Ctrl K"));
    m_search->setQuiet(true);
    m_search->setAccessibleName(tr("Search commands and keys"));
    m_search->setExplanation(tr("Everything Tierlens can do, by name (Ctrl+K)."));
    m_present = new Pill(tr("Present"), this);
    m_present->setSymbol(Pill::Symbol::Present);
    m_present->setHint(tr("F5"));
    m_present->setAccessibleName(tr("Present"));
    m_theme = new Pill({}, this);
    buildThemeMenu();
    row->addWidget(m_search);
    row->addSpacing(4);
    row->addWidget(m_present);
    row->addSpacing(2);
    row->addWidget(m_theme);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    connect(m_connection, &QAbstractButton::clicked, this, &TopBar::connectionMenuRequested);
    connect(m_search, &QAbstractButton::clicked, this, &TopBar::searchRequested);
    connect(m_present, &QAbstractButton::clicked, this, &TopBar::presentRequested);
    setPresentBlocked({});
    setThemeChoice(ThemeChoice::System);
    setTraffic(m_traffic);
}

void TopBar::buildModes(QHBoxLayout *row)
{
    const struct
    {
        QString name, help;
        bool here, there; // it is the mode of this window; it can be gone to
    } modes[] = {
        {tr("Demo"), tr("Tierlens plays the app: its own requests, through Redis and Postgres."),
            true, true},
        {tr("Watch"),
            tr("Look at the same servers from outside, as at servers that other programs use."),
            false, true},
        {tr("Tap"), tr("Standing between an app and its servers is not in this version yet."),
            false, false},
        {tr("Replay"), tr("Playing a recording is not in this version yet."), false, false},
    };
    for (const auto &mode : modes) {
        auto *pill = new Pill(mode.name, this);
        pill->setCheckable(true);
        pill->setAutoExclusive(true);
        pill->setChecked(mode.here);
        pill->setEnabled(mode.there);
        if (mode.there && !mode.here)
            connect(pill, &Pill::clicked, this, [this] {
                m_modes.front()->setChecked(true); // this window stays what it is
                Q_EMIT watchRequested();
            });
        pill->setAccessibleName(tr("Mode: %1").arg(mode.name));
        pill->setExplanation(mode.help);
        pill->setProperty("helpTopic",
            mode.here ? QStringLiteral("demo-window") : QStringLiteral("watch-window"));
        row->addWidget(pill);
        m_modes.push_back(pill);
    }
}

QWidget *TopBar::buildTraffic()
{
    auto *ground = m_ground = new Ground(this);
    ground->setProperty("helpTopic", QStringLiteral("traffic-setting"));
    m_pause = new Pill({}, ground);
    m_pause->setFrameless(true);
    m_trafficTitle = new QLabel(tr("Traffic"), ground);
    m_trafficTitle->setFont(theme().bold13());
    m_rate = new LogSlider(LogSlider::rateSteps(), ground);
    m_rate->setToolTip(tr("Requests per second over all clients. At the right end each client asks "
                          "again as soon as it has its answer."));
    m_rate->setAccessibleDescription(m_rate->toolTip());
    m_rateText = new QLabel(ground);
    m_rateText->setProperty("role", QStringLiteral("dim"));
    m_rateText->setFont(theme().text13());
    m_clients = new Pill({}, ground);
    m_clients->setFrameless(true);
    m_clients->setQuiet(true);
    buildClientsMenu();
    ground->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(ground);
    row->setContentsMargins(8, 0, 6, 0);
    row->setSpacing(4);
    row->addWidget(m_pause);
    row->addWidget(m_trafficTitle);
    row->addSpacing(6);
    row->addWidget(m_rate);
    row->addSpacing(4);
    row->addWidget(m_rateText);
    row->addWidget(m_clients);

    connect(m_pause, &QAbstractButton::clicked, this, [this] {
        m_traffic.running = !m_traffic.running;
        showTraffic();
        Q_EMIT trafficChanged(m_traffic);
    });
    connect(m_rate, &LogSlider::moved, this, [this](double rate) {
        auto wanted = m_traffic;
        wanted.rate = rate;
        showRate(wanted);
    });
    connect(m_rate, &LogSlider::chosen, this, [this](double rate) {
        m_traffic.rate = rate;
        m_measured = -1; // of the rate before
        showTraffic();
        Q_EMIT trafficChanged(m_traffic);
    });
    return ground;
}

void TopBar::buildClientsMenu()
{
    auto *menu = new QMenu(m_clients);
    auto *group = new QActionGroup(menu);
    for (const int count : ClientChoices) {
        auto *action = menu->addAction(count == 1 ? tr("1 client") : tr("%1 clients").arg(count));
        action->setCheckable(true);
        action->setData(count);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, count] {
            m_traffic.clients = count;
            showTraffic();
            fit();
            Q_EMIT trafficChanged(m_traffic);
        });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        for (QAction *action : menu->actions())
            action->setChecked(action->data().toInt() == m_traffic.clients);
    });
    m_clients->setMenu(menu);
}

void TopBar::buildThemeMenu()
{
    const std::pair<ThemeChoice, QString> choices[] = {
        {ThemeChoice::System, tr("Like the system")},
        {ThemeChoice::Dark, tr("Dark")},
        {ThemeChoice::Light, tr("Light")},
    };
    auto *menu = new QMenu(m_theme);
    auto *group = new QActionGroup(menu);
    for (const auto &[choice, text] : choices) {
        auto *action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice = choice] {
            setThemeChoice(choice);
            Q_EMIT themeChosen(choice);
        });
    }
    m_theme->setMenu(menu);
}

void TopBar::setConnection(const QString &title)
{
    m_connection->setTitle(title);
    fit();
}

void TopBar::setServers(const Servers &servers)
{
    // Not its width: shortened to signs while servers start, it would never hear of the room that
    // shorter words leave.
    const auto before = m_connection->accessibleDescription();
    for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
        const auto &server = servers.server(tier);
        m_connection->setServer(tier, server.state, QString::fromStdString(server.version));
    }
    if (m_connection->accessibleDescription() != before)
        fit();
}

void TopBar::setTraffic(const TrafficSettings &traffic)
{
    const int before = m_clients->sizeHint().width();
    m_traffic = traffic;
    m_rate->setNearest(traffic.rate);
    showTraffic();
    if (m_clients->sizeHint().width() != before)
        fit();
}

void TopBar::setMeasuredRate(double perSecond)
{
    const auto before = rateLabel(m_traffic, m_measured).size();
    m_measured = perSecond;
    if (m_rate->isMoving())
        return;
    showRate(m_traffic);
    if (m_level >= 5 && rateLabel(m_traffic, m_measured).size() < before)
        fit(); // where it was too long to be said, other things were shortened for it
}

void TopBar::showTraffic()
{
    m_pause->setSymbol(m_traffic.running ? Pill::Symbol::Pause : Pill::Symbol::Play);
    m_pause->setAccessibleName(
        m_traffic.running ? tr("Pause the traffic") : tr("Resume the traffic"));
    m_pause->setToolTip(m_pause->accessibleName());
    const bool brief = m_level >= 3;
    m_clients->setLabel(brief        ? tr("× %1").arg(m_traffic.clients)
            : m_traffic.clients == 1 ? tr("1 client")
                                     : tr("%1 clients").arg(m_traffic.clients));
    m_clients->setAccessibleName(tr("Clients: %1").arg(m_traffic.clients));
    m_clients->setExplanation(tr("How many clients ask at the same time, each with connections of "
                                 "its own."));
    showRate(m_traffic);
}

void TopBar::showRate(const TrafficSettings &traffic)
{
    const auto label = rateLabel(traffic, m_level >= 5 ? -1 : m_measured);
    const QFontMetrics metrics(m_rateText->font());
    const int width = std::max(usualRateWidth(metrics), metrics.horizontalAdvance(label) + 2);
    const bool wider = width != m_rateText->minimumWidth();
    m_rateText->setFixedWidth(width);
    // Says the rate to the request, while the label rests when it is near enough.
    m_rateText->setToolTip(traffic.running && m_measured >= 0
            ? tr("Wanted, and measured over the last seconds: %1").arg(rateText(m_measured))
            : QString());
    if (label == m_rateText->text())
        return;
    m_rateText->setText(label);
    if (wider)
        fit();
    m_rate->setAccessibleName(tr("Requests per second: %1").arg(label));
}

QString TopBar::rateLabel(const TrafficSettings &traffic, double measured)
{
    if (!traffic.running)
        return tr("paused");
    const bool known = measured >= 0;
    if (traffic.rate <= 0)
        return known ? tr("max · %1").arg(rateText(measured)) : tr("max");
    const auto wanted = rateText(traffic.rate);
    const bool off = known && std::abs(measured - traffic.rate) > 0.1 * traffic.rate;
    return off ? tr("%1 · now %2").arg(wanted, rateText(measured)) : wanted;
}

void TopBar::setPresentBlocked(const QString &reason)
{
    m_present->setEnabled(reason.isEmpty());
    m_present->setExplanation(
        reason.isEmpty() ? tr("Full screen, large, for an audience (F5).") : reason);
}

void TopBar::setThemeChoice(ThemeChoice choice)
{
    const auto text = choice == ThemeChoice::System ? tr("like the system")
        : choice == ThemeChoice::Dark               ? tr("dark")
                                                    : tr("light");
    m_theme->setSymbol(choice == ThemeChoice::System ? Pill::Symbol::System
            : choice == ThemeChoice::Dark            ? Pill::Symbol::Moon
                                                     : Pill::Symbol::Sun);
    m_theme->setAccessibleName(tr("Theme: %1").arg(text));
    m_theme->setToolTip(m_theme->accessibleName());
    const auto menu = m_theme->findChild<QMenu *>();
    for (QAction *action : menu->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(choice));
}

QWidget *TopBar::connectionAnchor() const { return m_connection; }

// What may go, in this order. Everything stays reachable: what is left out is only said shorter.
void TopBar::applyLevel(int level)
{
    m_level = level;
    m_search->setHint(level < 7 ? tr("Ctrl K") : QString());
    m_search->setLabel(level < 1 ? tr("Search commands, keys…") : tr("Search…"));
    m_search->setMinimumWidth(level < 1 ? m_search->sizeHint().width() + 16 : 0);
    m_trafficTitle->setVisible(level < 2);
    m_connection->setDetail(level < 4 ? ConnectionPill::Detail::Versions
            : level < 7               ? ConnectionPill::Detail::Names
                                      : ConnectionPill::Detail::Signs);
    m_rate->setFixedWidth(level < 3 ? 100 : level < 6 ? 76 : 60);
    m_present->setLabel(level < 6 ? tr("Present") : QString());
    m_wordmark->setVisible(level < 8);
    showTraffic();
}

void TopBar::fit()
{
    if (m_fitting || width() <= 0)
        return;
    m_fitting = true;
    for (int level = 0; level <= Levels; ++level) {
        applyLevel(level);
        // A nested layout tells the outer one only later, by an event.
        m_ground->layout()->invalidate();
        m_ground->updateGeometry();
        layout()->invalidate();
        if (layout()->minimumSize().width() <= width())
            break;
    }
    m_fitting = false;
}

QSize TopBar::minimumSizeHint() const { return {320, QFrame::minimumSizeHint().height()}; }

void TopBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fit();
}

void TopBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme().line);
}

} // namespace tierlens
