// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"

#include "connect/savedcard.h"
#include "connect/urifield.h"
#include "connections/addresssecrets.h"
#include "help/helpfoot.h"
#include "theme/theme.h"

#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace tierlens {

namespace {
QFrame *card(QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setProperty("role", QStringLiteral("panel"));
    return frame;
}

QLabel *pageHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setFont(theme().title());
    return label;
}

QLabel *note(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("role", QStringLiteral("dim"));
    label->setWordWrap(true);
    return label;
}
} // namespace

WelcomePage::WelcomePage(QWidget *parent)
    : QWidget(parent)
{
    build();
}

WelcomePage::WelcomePage(const QString &connectionsFile, Secrets &secrets, QWidget *parent)
    : QWidget(parent)
    , m_saved(new SavedCard(connectionsFile, secrets, this))
{
    connect(m_saved, &SavedCard::watchRequested, this, &WelcomePage::watchRequested);
    build();
}

void WelcomePage::build()
{
    setObjectName(QStringLiteral("welcomePage"));
    setProperty("helpTopic", QStringLiteral("welcome"));
    auto *column = new QWidget(this);
    auto *title = new QLabel(QStringLiteral("Tierlens"), column);
    title->setFont(theme().figure(30));
    auto *what = note(tr("See requests flow through a cache: what Redis answers, what it has to "
                         "ask of Postgres, and what that costs."),
        column);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(sandboxCard(), 1);
    cards->addWidget(serversCard(), 1);
    column->setMaximumWidth(960);
    auto *inner = m_rows = new QVBoxLayout(column);
    inner->setContentsMargins(0, 20, 0, 20);
    inner->setSpacing(14);
    inner->addWidget(title);
    inner->addWidget(what);
    inner->addSpacing(8);
    inner->addLayout(cards);
    if (m_saved) { // who has some comes for them
        m_saved->setProperty("helpTopic", QStringLiteral("connection"));
        const bool isFirst = !m_saved->connections().all().empty();
        inner->insertWidget(isFirst ? inner->indexOf(cards) : inner->count(), m_saved);
    }
    inner->addWidget(new HelpFoot(column));
    auto *content = new QWidget(this);
    auto *middle = new QHBoxLayout;
    middle->addStretch();
    middle->addWidget(column, 10);
    middle->addStretch();
    auto *around = new QVBoxLayout(content);
    around->setContentsMargins(20, 0, 20, 0);
    around->addStretch(2);
    around->addLayout(middle);
    around->addStretch(3);
    // Saved connections may be many, and windows low.
    auto *area = new QScrollArea(this);
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget() has set it
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(area);
    auto *first = m_saved ? m_saved->findChild<QPushButton *>(QStringLiteral("watch")) : nullptr;
    (first ? first : findChild<QPushButton *>(QStringLiteral("startSandbox")))->setFocus();
}

void WelcomePage::offerTours(const QList<std::pair<QString, QString>> &tours)
{
    constexpr int Columns = 3;
    auto *frame = card(this);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 16, 22, 18);
    rows->setSpacing(10);
    rows->addWidget(pageHeading(tr("Or take a tour"), frame));
    rows->addWidget(note(tr("On the sandbox, large enough for an audience: a story in steps, with "
                            "questions to bet on. Space goes on, Escape ends it."),
        frame));
    auto *grid = new QGridLayout;
    grid->setSpacing(10);
    for (int i = 0; i < tours.size(); ++i) {
        auto *button = new QPushButton(tours[i].second, frame);
        button->setObjectName(QStringLiteral("tour-") + tours[i].first);
        connect(button, &QPushButton::clicked, this,
            [this, name = tours[i].first] { Q_EMIT tourChosen(name); });
        grid->addWidget(button, i / Columns, i % Columns);
    }
    rows->addLayout(grid);
    m_rows->insertWidget(m_rows->count() - 1, frame); // above the foot
}

QWidget *WelcomePage::sandboxCard()
{
    auto *frame = card(this);
    auto *start = new QPushButton(tr("Start the sandbox"), frame);
    start->setObjectName(QStringLiteral("startSandbox"));
    start->setProperty("role", QStringLiteral("primary"));
    start->setDefault(true);
    connect(start, &QPushButton::clicked, this, [this] { Q_EMIT chosen(SessionOptions{}); });
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 20, 22, 20);
    rows->setSpacing(10);
    rows->addWidget(pageHeading(tr("Try it"), frame));
    rows->addWidget(note(tr("Starts a private Postgres and a private Redis on this computer, with "
                            "a world of 10 000 accounts and 2 million follows. "
                            "Nothing else can reach them, and they are gone when Tierlens is "
                            "closed. The first start takes about 20 seconds."),
        frame));
    rows->addStretch();
    rows->addWidget(start);
    return frame;
}

QWidget *WelcomePage::serversCard()
{
    auto *frame = card(this);
    m_redis = new UriField(Tier::Redis, frame);
    m_redis->setObjectName(QStringLiteral("redisUri"));
    m_redis->setAddress(qEnvironmentVariable("REDIS_URL"));
    m_postgres = new UriField(Tier::Postgres, frame);
    m_postgres->setObjectName(QStringLiteral("postgresUri"));
    m_postgres->setAddress(qEnvironmentVariable("DATABASE_URL"));
    auto *redisLabel = new QLabel(tr("Redis"), frame);
    redisLabel->setBuddy(m_redis);
    auto *postgresLabel = new QLabel(tr("Postgres"), frame);
    postgresLabel->setBuddy(m_postgres);
    for (QWidget *field : {m_redis, m_postgres})
        field->setProperty("helpTopic", QStringLiteral("addresses"));
    m_problem = note({}, frame);
    m_watch = new QPushButton(tr("Watch (changes nothing)"), frame);
    m_watch->setObjectName(QStringLiteral("watchServers"));
    m_watch->setProperty("role", QStringLiteral("primary"));
    m_save = new QPushButton(tr("Save…"), frame);
    m_save->setObjectName(QStringLiteral("saveServers"));
    m_save->setVisible(m_saved != nullptr);
    m_play = new QPushButton(tr("Play the demo there (writes)"), frame);
    m_play->setObjectName(QStringLiteral("connectServers"));
    for (auto *field : {m_redis, m_postgres})
        connect(field, &QLineEdit::textChanged, this, &WelcomePage::check);
    connect(m_watch, &QPushButton::clicked, this, [this] {
        const auto connection = typed();
        if (m_saved) // asks for a password, if one is needed
            m_saved->open(connection, m_redis->address(), m_postgres->address());
        else
            Q_EMIT watchRequested(connection, m_redis->address(), m_postgres->address());
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        auto connection = typed(); // the dialog takes the passwords out again
        connection.redis = m_redis->address();
        connection.postgres = m_postgres->address();
        m_saved->edit(connection);
    });
    connect(m_play, &QPushButton::clicked, this, [this] {
        SessionOptions options;
        options.sandbox = false;
        options.redis = m_redis->address();
        options.postgres = m_postgres->address();
        Q_EMIT chosen(options);
    });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_watch, 1);
    buttons->addWidget(m_save);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 20, 22, 20);
    rows->setSpacing(8);
    rows->addWidget(pageHeading(tr("Servers of your own"), frame));
    rows->addWidget(redisLabel);
    rows->addWidget(m_redis);
    rows->addWidget(postgresLabel);
    rows->addWidget(m_postgres);
    rows->addWidget(m_problem);
    rows->addLayout(buttons);
    rows->addWidget(m_play);
    rows->addWidget(note(tr("The demo is for development servers: it writes a schema tierlens_… "
                            "and keys tierlens:* there, and touches nothing else."),
        frame));
    check();
    return frame;
}

Connection WelcomePage::typed() const
{
    Connection connection; // not said what it is: production
    const auto plain = [](Tier tier, const UriField *field) {
        const auto parts = withoutSecrets(tier, field->address());
        return parts ? parts->address : QString();
    };
    connection.redis = plain(Tier::Redis, m_redis);
    connection.postgres = plain(Tier::Postgres, m_postgres);
    connection.name = connection.postgres.isEmpty()
        ? shownAddress(Tier::Redis, connection.redis)
        : shownAddress(Tier::Postgres, connection.postgres);
    return connection;
}

void WelcomePage::check()
{
    const bool hasRedis = !m_redis->text().trimmed().isEmpty();
    const bool hasPostgres = !m_postgres->text().trimmed().isEmpty();
    QString problem;
    for (const auto *field : {m_redis, m_postgres}) {
        if (problem.isEmpty())
            problem = field->problem();
    }
    const bool isRight = problem.isEmpty();
    if (isRight && (m_redis->hidesPassword() || m_postgres->hidesPassword()))
        problem = tr("A password was given; it is not shown.");
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_watch->setEnabled(isRight && (hasRedis || hasPostgres));
    m_save->setEnabled(m_watch->isEnabled());
    m_play->setEnabled(isRight && hasRedis && hasPostgres);
}

void WelcomePage::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), theme().background); }

} // namespace tierlens
