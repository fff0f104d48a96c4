// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"

#include "session/addresscheck.h"
#include "theme/theme.h"

#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace tierlens {

namespace {
QFrame *card(QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setProperty("role", QStringLiteral("panel"));
    return frame;
}

QLabel *heading(const QString &text, QWidget *parent)
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
    setObjectName(QStringLiteral("welcomePage"));
    auto *title = new QLabel(QStringLiteral("Tierlens"), this);
    title->setFont(theme().figure(30));
    auto *what = note(tr("See requests flow through a cache: what Redis answers, what it has to "
                         "ask of Postgres, and what that costs."),
        this);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(sandboxCard(), 1);
    cards->addWidget(serversCard(), 1);
    auto *column = new QWidget(this);
    column->setMaximumWidth(960);
    auto *inner = m_rows = new QVBoxLayout(column);
    inner->setSpacing(14);
    inner->addWidget(title);
    inner->addWidget(what);
    inner->addSpacing(8);
    inner->addLayout(cards);
    auto *middle = new QHBoxLayout;
    middle->addStretch();
    middle->addWidget(column, 10);
    middle->addStretch();
    auto *rows = new QVBoxLayout(this);
    rows->addStretch(2);
    rows->addLayout(middle);
    rows->addStretch(3);
}

void WelcomePage::offerTours(const QList<std::pair<QString, QString>> &tours)
{
    constexpr int Columns = 3;
    auto *frame = card(this);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 16, 22, 18);
    rows->setSpacing(10);
    rows->addWidget(heading(tr("Or take a tour"), frame));
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
    m_rows->addWidget(frame);
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
    rows->addWidget(heading(tr("Try it"), frame));
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
    m_redis = new QLineEdit(frame);
    m_redis->setObjectName(QStringLiteral("redisUri"));
    m_redis->setPlaceholderText(QStringLiteral("redis://user@host:6379/0"));
    m_redis->setText(qEnvironmentVariable("REDIS_URL"));
    m_postgres = new QLineEdit(frame);
    m_postgres->setObjectName(QStringLiteral("postgresUri"));
    m_postgres->setPlaceholderText(QStringLiteral("postgresql://user@host:5432/database"));
    m_postgres->setText(qEnvironmentVariable("DATABASE_URL"));
    auto *redisLabel = new QLabel(tr("Redis"), frame);
    redisLabel->setBuddy(m_redis);
    auto *postgresLabel = new QLabel(tr("Postgres"), frame);
    postgresLabel->setBuddy(m_postgres);
    m_problem = note({}, frame);
    m_problem->setMinimumHeight(36);
    m_connect = new QPushButton(tr("Connect and play the demo there"), frame);
    m_connect->setObjectName(QStringLiteral("connectServers"));
    connect(m_redis, &QLineEdit::textChanged, this, &WelcomePage::check);
    connect(m_postgres, &QLineEdit::textChanged, this, &WelcomePage::check);
    connect(m_connect, &QPushButton::clicked, this, [this] {
        SessionOptions options;
        options.sandbox = false;
        options.redis = m_redis->text().trimmed();
        options.postgres = m_postgres->text().trimmed();
        Q_EMIT chosen(options);
    });
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 20, 22, 20);
    rows->setSpacing(8);
    rows->addWidget(heading(tr("Servers of your own"), frame));
    rows->addWidget(note(tr("For development servers: the demo writes a schema tierlens_… "
                            "and keys tierlens:* there, and touches nothing else."),
        frame));
    rows->addWidget(redisLabel);
    rows->addWidget(m_redis);
    rows->addWidget(postgresLabel);
    rows->addWidget(m_postgres);
    rows->addWidget(m_problem);
    rows->addWidget(m_connect);
    check();
    return frame;
}

void WelcomePage::check()
{
    QString problem;
    const auto redis = m_redis->text().trimmed();
    const auto postgres = m_postgres->text().trimmed();
    if (!redis.isEmpty()) {
        if (const auto read = checkAddress(Tier::Redis, redis); !read)
            problem = QString::fromStdString(read.error().text);
    }
    if (problem.isEmpty() && !postgres.isEmpty()) {
        if (const auto read = checkAddress(Tier::Postgres, postgres); !read)
            problem = QString::fromStdString(read.error().text);
    }
    m_problem->setText(problem);
    m_connect->setEnabled(problem.isEmpty() && !redis.isEmpty() && !postgres.isEmpty());
}

void WelcomePage::paintEvent(QPaintEvent *) { QPainter(this).fillRect(rect(), theme().background); }

} // namespace tierlens
