// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/welcomepage.h"

#include "connect/savedcard.h"
#include "connect/urifield.h"
#include "connections/addresssecrets.h"
#include "firstrun/localcard.h"
#include "firstrun/sandboxcard.h"
#include "help/helpfoot.h"
#include "parts/scrolled.h"
#include "theme/theme.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
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

// The one file that is dragged; empty: something else.
QString draggedFile(const QMimeData *data)
{
    const auto urls = data->urls();
    return urls.size() == 1 ? urls.front().toLocalFile() : QString();
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
    setAcceptDrops(true);
    auto *column = new QWidget(this);
    auto *title = new QLabel(QStringLiteral("Tierlens"), column);
    title->setFont(theme().figure(30));
    auto *what = note(tr("See requests flow through a cache: what Redis answers, what it has to "
                         "ask of Postgres, and what that costs."),
        column);
    m_told = new QLabel(column);
    m_told->setObjectName(QStringLiteral("welcomeTold"));
    m_told->setWordWrap(true);
    m_told->setTextFormat(Qt::PlainText);
    m_told->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_told->setStyleSheet(QStringLiteral("color: %1").arg(theme().miss.name()));
    m_told->hide();
    m_local = new LocalCard(column);
    m_local->hide(); // until lookAround()
    connect(m_local, &LocalCard::watchRequested, this, &WelcomePage::watchLocal);
    m_sandbox = new SandboxCard(column);
    connect(
        m_sandbox, &SandboxCard::startRequested, this, [this] { Q_EMIT chosen(SessionOptions{}); });
    auto *cards = m_cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(m_sandbox, 1);
    cards->addWidget(serversCard(), 1);
    column->setMaximumWidth(960);
    auto *inner = m_rows = new QVBoxLayout(column);
    inner->setContentsMargins(0, 20, 0, 20);
    inner->setSpacing(14);
    inner->addWidget(title);
    inner->addWidget(what);
    inner->addWidget(m_told);
    inner->addSpacing(8);
    inner->addWidget(m_local);
    inner->addLayout(cards);
    if (m_saved) { // who has some comes for them
        m_saved->setProperty("helpTopic", QStringLiteral("connection"));
        const bool isFirst = !m_saved->connections().all().empty();
        inner->insertWidget(isFirst ? inner->indexOf(m_local) : inner->count(), m_saved);
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
    auto *area = scrolled(content, this);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(area);
    auto *first = m_saved ? m_saved->findChild<QPushButton *>(QStringLiteral("watch")) : nullptr;
    (first ? first : findChild<QPushButton *>(QStringLiteral("startSandbox")))->setFocus();
}

void WelcomePage::offerTours(const QList<std::pair<QString, QString>> &tours)
{
    auto *frame = card(this);
    auto *rows = new QVBoxLayout(frame);
    rows->setContentsMargins(22, 16, 22, 18);
    rows->setSpacing(10);
    auto *open = new QPushButton(tr("Open a file…"), frame);
    open->setObjectName(QStringLiteral("openFile"));
    connect(open, &QPushButton::clicked, this, &WelcomePage::chooseFile);
    auto *head = new QHBoxLayout;
    head->addWidget(pageHeading(tr("Or take a tour"), frame), 1);
    head->addWidget(open);
    rows->addLayout(head);
    rows->addWidget(note(tr("On the sandbox, large enough for an audience: a story in steps, with "
                            "questions to bet on. Space goes on, Escape ends it."),
        frame));
    rows->addWidget(
        note(tr("A recording of a watch (.tierlens) or a tour of your own (.json) can be "
                "opened, too, or dropped onto this window."),
            frame));
    m_tourGrid = new QGridLayout;
    m_tourGrid->setSpacing(10);
    for (int i = 0; i < tours.size(); ++i) {
        auto *button = new QPushButton(tours[i].second, frame);
        button->setObjectName(QStringLiteral("tour-") + tours[i].first);
        connect(button, &QPushButton::clicked, this,
            [this, name = tours[i].first] { Q_EMIT tourChosen(name); });
        m_tours.append(button);
    }
    rows->addLayout(m_tourGrid);
    m_rows->insertWidget(m_rows->count() - 1, frame); // above the foot
    arrange();
}

// In a narrow window, or one that is shown twice as large, things stand below each other.
void WelcomePage::arrange()
{
    constexpr int Wide = 860; // px
    const bool isNarrow = width() < Wide;
    m_cards->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    const int columns = isNarrow ? 2 : 3;
    for (int i = 0; i < m_tours.size(); ++i)
        m_tourGrid->addWidget(m_tours[i], i / columns, i % columns);
}

void WelcomePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void WelcomePage::lookAround(const PlacesCall &places, const ProgramSearch &programs)
{
    const auto lookForServers = [this, places] { m_local->look(places); };
    const auto lookForPrograms = [this, programs] { m_sandbox->look(programs); };
    connect(m_local, &LocalCard::lookRequested, this, lookForServers);
    connect(m_sandbox, &SandboxCard::lookRequested, this, lookForPrograms);
    connect(m_sandbox, &SandboxCard::looked, this, [this] {
        for (auto *tour : m_tours) // they are played on the sandbox
            tour->setEnabled(!m_sandbox->isLacking());
    });
    m_local->show();
    lookForServers();
    lookForPrograms();
}

void WelcomePage::tell(const QString &text)
{
    m_told->setText(text);
    m_told->setVisible(!text.isEmpty());
}

void WelcomePage::watchLocal(const Connection &connection)
{
    if (m_saved)
        return m_saved->edit(connection);
    m_redis->setAddress(connection.redis);
    m_postgres->setAddress(connection.postgres);
    check();
}

void WelcomePage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a recording or a tour"), QString(),
        tr("Recordings and tours (*.tierlens *.json)") + QStringLiteral(";;")
            + tr("All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &WelcomePage::fileChosen);
    dialog->open();
}

void WelcomePage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFile(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void WelcomePage::dropEvent(QDropEvent *event)
{
    const auto file = draggedFile(event->mimeData());
    if (file.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT fileChosen(file);
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
