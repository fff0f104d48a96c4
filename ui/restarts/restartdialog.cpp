// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartdialog.h"

#include "core/whendone.h"
#include "live/watchsession.h"
#include "restarts/commandrun.h"
#include "restarts/dialogparts.h"
#include "restarts/restartcard.h"
#include "restarts/restartforecast.h"
#include "restarts/restartimpact.h"
#include "theme/theme.h"

#include <QCoreApplication>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
QString serverName(Tier tier)
{
    return tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres");
}

const WatchHistory &nothingKnown()
{
    static const WatchHistory none;
    return none;
}
} // namespace

RestartDialog::RestartDialog(
    const LiveServers &servers, WatchSession *session, Tier tier, QWidget *parent)
    : QDialog(parent)
    , m_servers(servers)
    , m_session(session)
    , m_tier(tier)
    , m_way(RestartWay::read(tier == Tier::Redis ? servers.connection.restartRedis
                                                 : servers.connection.restartPostgres))
    , m_run(new CommandRun(this))
    , m_forecast(plainLabel({}, this))
    , m_question(plainLabel({}, this))
    , m_end(plainLabel({}, this))
    , m_name(new QLineEdit(this))
    , m_limit(new QSpinBox(this))
    , m_output(outputView(this))
    , m_card(new RestartCard(this))
    , m_go(new QPushButton(this))
    , m_close(new QPushButton(this))
{
    setObjectName(QStringLiteral("restartDialog"));
    setProperty("helpTopic", QStringLiteral("restart-window"));
    m_forecast->setProperty("helpTopic", QStringLiteral("restart-forecast"));
    setWindowTitle(tr("Restart %1").arg(serverName(tier)));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(640);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 18, 20, 16);
    column->setSpacing(10);
    buildOrder(column);
    buildRun(column);
    connect(m_run, &CommandRun::said, this,
        [this](const QString &text) { appendOutput(*m_output, text); });
    connect(m_run, &CommandRun::ended, this, &RestartDialog::commandEnded);
    // Half-way through a restart the server is down.
    connect(qApp, &QCoreApplication::aboutToQuit, m_run, &CommandRun::letFinish);
    connect(&m_measuring, &QTimer::timeout, this, &RestartDialog::measure);
    connect(m_name, &QLineEdit::textChanged, this, &RestartDialog::showState);
    connect(m_go, &QPushButton::clicked, this, &RestartDialog::order);
    connect(m_close, &QPushButton::clicked, this, &RestartDialog::reject);

    const auto address = tier == Tier::Redis ? servers.redis : servers.postgres;
    if (obstacle().isEmpty()) {
        m_forecast->setText(tr("Looking…"));
        whenDone(forecastRestart(tier, address), this,
            [this](const RestartForecast &forecast) { showForecast(forecast); });
        m_probe = std::make_unique<RestartProbe>(tier, address);
    } else {
        m_forecast->setText(QStringLiteral("✕ ") + obstacle());
    }
    showState();
}

RestartDialog::~RestartDialog() = default;

bool RestartDialog::isRunning() const { return m_run->isRunning(); }

void RestartDialog::buildOrder(QVBoxLayout *column)
{
    auto *title = plainLabel(windowTitle(), this);
    title->setFont(theme().title());
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(connectionLabel(m_servers.connection, this));
    column->addLayout(head);

    column->addWidget(partHeading(tr("WHAT WILL BE RUN, ON THIS COMPUTER"), this));
    auto *command
        = plainLabel(m_way.kind == RestartWay::Kind::None ? tr("nothing") : m_way.shown(), this);
    command->setObjectName(QStringLiteral("command"));
    command->setFont(theme().mono());
    command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    command->setStyleSheet(QStringLiteral("padding: 8px 10px; border-radius: 8px; background: %1;")
                               .arg(theme().raised.name()));
    column->addWidget(command);
    if (m_way.kind == RestartWay::Kind::Command)
        column->addWidget(dimLabel(tr("By the shell, as it was typed."), this));
    if (const auto note = restartPlaceNote(m_servers.connection, m_tier); !note.isEmpty()) {
        auto *place = plainLabel(QStringLiteral("⚠ ") + note, this);
        place->setObjectName(QStringLiteral("place"));
        column->addWidget(place);
    }

    column->addWidget(partHeading(tr("WHAT WILL HAPPEN"), this));
    m_forecast->setObjectName(QStringLiteral("forecast"));
    column->addWidget(m_forecast);

    m_limit->setRange(5, 900);
    m_limit->setValue(60);
    m_limit->setSuffix(tr(" s"));
    m_limit->setAccessibleName(tr("Time limit"));
    auto *limit = new QHBoxLayout;
    auto *limitText = dimLabel(tr("If it is still running then, it is stopped:"), this);
    limitText->setWordWrap(false);
    limit->addWidget(limitText);
    limit->addWidget(m_limit);
    limit->addStretch(1);
    column->addLayout(limit);

    m_question->setObjectName(QStringLiteral("question"));
    m_question->setFont(theme().bold13());
    m_name->setObjectName(QStringLiteral("confirmName"));
    m_name->setAccessibleName(tr("Name of the connection, to confirm"));
    column->addWidget(m_question);
    column->addWidget(m_name);
}

void RestartDialog::buildRun(QVBoxLayout *column)
{
    m_output->setObjectName(QStringLiteral("output"));
    m_output->setAccessibleName(tr("What the command says"));
    m_output->setPlaceholderText(tr("It has said nothing."));
    m_end->setObjectName(QStringLiteral("end"));
    m_end->setFont(theme().bold13());
    column->addWidget(m_output, 1);
    column->addWidget(m_end);
    column->addWidget(m_card);
    column->addStretch();
    m_go->setObjectName(QStringLiteral("go"));
    m_close->setObjectName(QStringLiteral("close"));
    m_go->setAutoDefault(false);
    m_close->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_go);
    column->addLayout(buttons);
}

QString RestartDialog::obstacle() const
{
    if ((m_tier == Tier::Redis ? m_servers.redis : m_servers.postgres).isEmpty())
        return tr("This connection has no %1.").arg(serverName(m_tier));
    if (!m_servers.mayChange)
        return tr("This connection is read-only. Allow changes on it first.");
    if (m_way.kind == RestartWay::Kind::None)
        return tr("The connection does not say how this server is restarted. Edit it, and name a "
                  "systemd unit, a container or a command.");
    return m_way.problem();
}

void RestartDialog::showForecast(const RestartForecast &forecast)
{
    QStringList lines;
    for (const auto &line : forecast.lines)
        lines << (line.isLoss ? QStringLiteral("▲ ") : QStringLiteral("• ")) + line.text;
    if (!forecast.problem.isEmpty())
        lines << QStringLiteral("✕ ")
                + tr("What it will do cannot be said: %1").arg(forecast.problem);
    m_forecast->setText(lines.join(QLatin1Char('\n')));
    showState();
}

void RestartDialog::order()
{
    const bool isProduction = m_servers.connection.environment == Environment::Production;
    if (!obstacle().isEmpty() || isRunning() || m_isOrdered)
        return;
    if (isProduction) {
        if (m_name->text().trimmed() == m_servers.connection.name)
            run();
        return;
    }
    if (m_isAsked) {
        run();
        return;
    }
    m_isAsked = true;
    showState();
}

void RestartDialog::run()
{
    m_isOrdered = true;
    m_at = m_session ? m_session->now() : SinceStart{};
    m_orderedAt = std::chrono::steady_clock::now();
    if (m_session) {
        const auto &tunnel = m_tier == Tier::Redis ? m_servers.connection.redisTunnel
                                                   : m_servers.connection.postgresTunnel;
        const bool isTunnelled = !tunnel.destination.isEmpty();
        connect(m_session.data(), &QObject::destroyed, this,
            [this, isTunnelled] { m_wayIsGone = isTunnelled; });
    }
    m_probe->begin();
    m_run->start(m_way, std::chrono::seconds{m_limit->value()});
    m_measuring.start(250ms);
    measure();
    showState();
}

void RestartDialog::commandEnded(const CommandEnd &end)
{
    m_end->setText((end.isGood() ? QStringLiteral("✓ ") : QStringLiteral("✕ ")) + end.text);
    m_hasFailed = !end.isGood();
    m_probe->commandEnded(end.isGood());
    Q_EMIT restarted(m_tier, end.isGood());
    showState();
}

void RestartDialog::measure()
{
    const bool isLive = m_session && !m_session->isSnapshot();
    const auto &history = isLive ? m_session->history() : nothingKnown();
    const auto seen = m_probe->reading();
    const auto impact = restartImpact(m_tier, history, m_at, now(), seen);
    m_card->setImpact(impact, history, now());
    // A command that failed and a server that goes on as before: there is nothing to tell.
    const bool isNothing = m_hasFailed && !seen.awayAfter && !seen.isNewProcess;
    m_card->setVisible(!isNothing && !m_wayIsGone);
    fit();
    if (!isRunning() && (impact.isOver || m_wayIsGone))
        stopMeasuring();
}

void RestartDialog::stopMeasuring()
{
    m_measuring.stop();
    m_probe->stop();
}

SinceStart RestartDialog::now() const
{
    if (m_session && !m_session->isSnapshot())
        return m_session->now();
    return m_at + (std::chrono::steady_clock::now() - m_orderedAt);
}

void RestartDialog::showState()
{
    const bool isProduction = m_servers.connection.environment == Environment::Production;
    const bool canOrder = obstacle().isEmpty() && !m_isOrdered;
    m_question->setVisible(canOrder && (isProduction || m_isAsked));
    m_question->setText(isProduction
            ? tr("People depend on this server. To restart it, type the name of the connection, "
                 "%1:")
                  .arg(m_servers.connection.name)
            : tr("%1 of %2 is restarted now. Go on?")
                  .arg(serverName(m_tier), m_servers.connection.name));
    m_name->setVisible(canOrder && isProduction);
    m_limit->setEnabled(canOrder);
    m_output->setVisible(m_isOrdered);
    m_end->setVisible(!m_end->text().isEmpty());
    if (!m_isOrdered)
        m_card->hide();
    m_go->setVisible(!m_isOrdered);
    m_go->setText(isProduction || m_isAsked ? tr("Restart it now") : tr("Restart…"));
    m_go->setEnabled(
        canOrder && (!isProduction || m_name->text().trimmed() == m_servers.connection.name));
    const auto role
        = isProduction || m_isAsked ? QStringLiteral("danger") : QStringLiteral("primary");
    if (m_go->property("role").toString() != role) {
        m_go->setProperty("role", role);
        m_go->style()->polish(m_go);
    }
    m_close->setText(isRunning() ? tr("Stop it now") : tr("Close"));
    fit();
}

// A dialog does not grow by itself with labels that wrap.
void RestartDialog::fit()
{
    const int wanted = layout()->totalHeightForWidth(width());
    if (wanted > height())
        resize(width(), wanted);
}

void RestartDialog::reject()
{
    if (isRunning()) {
        m_run->stop();
        return;
    }
    QDialog::reject();
}

} // namespace tierlens
