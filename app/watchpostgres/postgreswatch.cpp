// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgreswatch.h"

#include "watch/watchpace.h"
#include "watchpostgres/postgresfailover.h"
#include "watchpostgres/postgresquestions.h"
#include "watchpostgres/postgresreading.h"
#include "watchpostgres/postgressession.h"
#include "watchpostgres/postgresstatements.h"
#include "watchpostgres/seldomquestion.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

struct PostgresWatchText
{
    Q_DECLARE_TR_FUNCTIONS(PostgresWatchText)
};

std::string hint(const PostgresQuestions::Extension &extension, const std::string &database)
{
    const auto text = extension.isLoaded
        ? PostgresWatchText::tr(
            "Queries are counted there but cannot be read: run CREATE EXTENSION "
            "pg_stat_statements in the database %1.")
        : PostgresWatchText::tr(
            "Queries are not counted there: add pg_stat_statements to "
            "shared_preload_libraries, restart PostgreSQL, and run CREATE EXTENSION IF NOT "
            "EXISTS pg_stat_statements in the database %1.");
    return text.arg(QString::fromStdString(database)).toStdString();
}

} // namespace

class PostgresWatch::Engine
{
public:
    Engine(PostgresWatchOptions options, const Clock &clock, LookQueue &queue)
        : m_clock(clock)
        , m_queue(queue)
        , m_session(options.connection)
        , m_failover(options.connection)
        , m_statementsEvery(options.statementsEvery)
        , m_statementsTime(options.statementsEvery)
        , m_tablesTime(options.tablesEvery)
    {
        m_pace.setBudget(options.budget);
        m_thread = std::jthread([this](const std::stop_token &stop) { run(stop); });
    }
    ~Engine()
    {
        m_thread.request_stop();
        m_thread.join();
    }

    WatchPace &pace() { return m_pace; }
    void setPaused(bool paused)
    {
        m_paused = paused;
        wake();
    }
    void setStatementPace(StatementPace pace)
    {
        m_orderedPace.order(pace, m_clock.now());
        wake();
    }
    void wake()
    {
        const std::lock_guard lock(m_mutex);
        m_isWoken = true;
        m_wake.notify_all();
    }

private:
    void run(const std::stop_token &stop);
    Result<Done> connect();
    Result<Done> look();
    Result<PostgresFigures> figures();
    void readExtension();
    bool isStatementsTime(SinceStart now);
    Duration untilNext() const; // from look to look
    void readStatements(PostgresLook &look);
    void readTables(PostgresLook &look);
    void tell(PostgresLook look, Duration took, bool wasFirst);
    void tellTrouble(const Error &error, Duration took);
    OwnUse takeUse();

    const Clock &m_clock;
    LookQueue &m_queue;
    PostgresSession m_session;
    PostgresFailover m_failover;
    PostgresQuestions m_questions;
    PostgresQuestions::Extension m_extension;
    PostgresDifferences m_differences;
    StatementDifferences m_statements;
    PostgresState m_state; // as last known
    std::vector<TableRow> m_tables;
    std::string m_catalogues, m_problem, m_statementsProblem;
    std::chrono::milliseconds m_statementsEvery;
    SeldomQuestion m_statementsTime, m_tablesTime;
    StatementPace m_statementPaceThen = StatementPace::Usual; // at the last look
    Duration m_lookTook{}; // the whole of it
    bool m_isFirst = true; // look of this connection
    SinceStart m_usedAt{}, m_troubleAt{};

    WatchPace m_pace;
    std::atomic<bool> m_paused{false};
    OrderedPace m_orderedPace;
    bool m_isWoken = false;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // last: ends first
};

void PostgresWatch::Engine::run(const std::stop_token &stop)
{
    m_usedAt = m_clock.now();
    PostgresLook first;
    first.at = m_usedAt;
    first.health = ServerChange::State::Connecting;
    first.pace = WatchPace::Asked;
    m_queue.push(std::move(first));
    while (!stop.stop_requested()) {
        const auto begin = m_clock.now();
        Duration pause = 1h;
        if (!m_paused) {
            auto done = m_session.isOpen() ? Result<Done>(Done{}) : connect();
            if (done)
                done = look();
            if (done) {
                m_lookTook = m_clock.now() - begin;
                pause = untilNext();
            } else if (done.error().code == "57P05") {
                pause = 0s; // we had been paused for longer than an idle session may be: no news
            } else {
                tellTrouble(done.error(), m_clock.now() - begin);
                // One that answers, if only that it has no time, is not to be pressed.
                pause = m_session.isOpen() ? m_pace.pause() : 500ms;
            }
        }
        std::unique_lock lock(m_mutex);
        // From look to look; a woken one looks at how long it may still wait.
        for (;;) {
            const auto left = pause - (m_clock.now() - begin);
            if (left <= 0s || stop.stop_requested())
                break;
            m_wake.wait_for(lock, stop, left, [this] { return m_isWoken; });
            if (!std::exchange(m_isWoken, false))
                continue;
            pause = m_paused ? 1h : m_session.isOpen() ? untilNext() : 0s;
        }
    }
}

Duration PostgresWatch::Engine::untilNext() const
{
    return m_orderedPace.at(m_clock.now()) == StatementPace::Burst
        ? std::max<Duration>(250ms, m_lookTook * 10)
        : m_pace.pause();
}

bool PostgresWatch::Engine::isStatementsTime(SinceStart now)
{
    const auto pace = m_orderedPace.at(now);
    if (std::exchange(m_statementPaceThen, pace) != pace)
        m_statementsTime.setEvery(pace == StatementPace::Usual
                ? m_statementsEvery
                : std::min<std::chrono::milliseconds>(m_statementsEvery, 1s));
    return pace == StatementPace::Burst || m_statementsTime.isDue(now);
}

Result<Done> PostgresWatch::Engine::connect()
{
    if (const auto opened = m_session.open(); !opened)
        return opened.error();
    // Nothing that was counted before has to do with who answers now.
    m_isFirst = true;
    m_differences.restart();
    m_statements.restart();
    m_statementsTime.restart();
    m_tablesTime.restart();
    m_questions = PostgresQuestions::forVersion(m_session.version());
    m_extension = {};
    m_statementsProblem.clear();
    m_catalogues = "{}";
    if (const auto catalogues = m_session.ask(m_questions.catalogues);
        catalogues && !catalogues->empty())
        m_catalogues = catalogues->text(0, 0);
    readExtension();
    return Done{};
}

void PostgresWatch::Engine::readExtension()
{
    const std::array parameters{m_catalogues};
    const auto rows = m_session.ask(m_questions.extension, parameters);
    if (!rows)
        return;
    m_session.used(ownIn(*rows));
    m_extension = extensionIn(*rows);
    m_questions.setExtension(m_extension, m_session.version());
}

Result<PostgresFigures> PostgresWatch::Engine::figures()
{
    const auto own = m_session.reported();
    const auto rows = m_session.askOften(m_questions.look);
    if (!rows)
        return rows.error();
    auto read = PostgresFigures::read(*rows);
    if (read) {
        read->counters.at = m_clock.now();
        read->counters.own = own;
    }
    return read;
}

Result<Done> PostgresWatch::Engine::look()
{
    const auto begin = m_clock.now();
    auto read = figures();
    if (!read)
        return read.error();
    auto took = m_clock.now() - begin;
    PostgresLook look;
    look.health = ServerChange::State::Up;
    if (isStatementsTime(begin))
        readStatements(look);
    // Looks that follow each other closely are not to be held up.
    if (m_statementPaceThen != StatementPace::Burst && m_tablesTime.isDue(begin))
        readTables(look);
    const bool wasFirst = std::exchange(m_isFirst, false);
    if (wasFirst) {
        // What finding our feet has cost belongs before the first reading.
        const auto again = m_clock.now();
        read = figures();
        if (!read)
            return read.error();
        took = m_clock.now() - again;
    }
    auto counts = m_differences.take(read->counters);
    counts.countsStatements = !m_questions.statements.empty();
    counts.queries = look.counts.queries;
    counts.queryTime = look.counts.queryTime;
    counts.queriesSpan = look.statementsSpan;
    look.counts = counts;
    look.sessions = std::move(read->sessions);
    look.sessionsInAll = read->state.sessions;
    const auto bytes = m_state.databaseBytes;
    m_state = std::move(read->state);
    m_state.databaseBytes = bytes;
    m_state.address = m_session.shown();
    look.failover = m_failover.found(m_clock.now(), m_state.address, m_state.inRecovery);
    m_state.hasStatements = !m_questions.statements.empty() && m_statementsProblem.empty();
    if (m_questions.statements.empty())
        m_state.statementsHint = hint(m_extension, m_state.database);
    else
        m_state.statementsHint = m_statementsProblem;
    if (!read->seesAll)
        look.missing.push_back(PostgresWatchText::tr(
            "Details of other users' sessions and queries are hidden from us; an "
            "administrator can change that: GRANT pg_monitor TO %1;")
                                   .arg(QString::fromStdString(read->user))
                                   .toStdString());
    m_problem.clear();
    tell(std::move(look), took, wasFirst);
    return Done{};
}

void PostgresWatch::Engine::readStatements(PostgresLook &look)
{
    const auto begin = m_clock.now();
    if (!m_questions.statements.empty()) {
        const auto rows = m_session.ask(m_questions.statements);
        m_statementsProblem = rows ? std::string() : rows.error().text;
        const auto answered = m_clock.now();
        if (rows && m_isFirst) // what planning it reads of catalogues is read before we count
            static_cast<void>(
                m_session.ask("EXPLAIN " + m_questions.statementTexts, std::array{"{}"s}));
        if (rows) {
            look.statementsAt = begin + (answered - begin) / 2;
            m_statements.take(*rows, look.statementsAt);
            if (const std::array ids{m_statements.unknownTexts()}; !ids[0].empty()) {
                if (const auto texts = m_session.ask(m_questions.statementTexts, ids))
                    m_statements.takeTexts(*texts);
            }
            auto outcome = m_statements.outcome();
            look.statements = std::move(outcome.statements);
            look.statementsSpan = outcome.span;
            look.statementsMoved = outcome.moved;
            look.counts.queries = outcome.calls;
            look.counts.queryTime = outcome.time;
        }
    } else if (!m_isFirst) {
        readExtension(); // somebody may have followed the hint
    }
    const auto end = m_clock.now();
    m_statementsTime.asked(begin, end - begin, m_pace.budget());
}

void PostgresWatch::Engine::readTables(PostgresLook &look)
{
    const auto begin = m_clock.now();
    std::array<std::string, 2> parameters{m_catalogues, "true"};
    auto rows = m_session.ask(m_questions.tables, parameters);
    if (!rows && m_session.isOpen()) {
        // Somebody locked a table in the very moment, or there are too many: the catalogue alone.
        parameters[1] = "false";
        rows = m_session.ask(m_questions.tables, parameters);
    }
    if (rows) {
        m_session.used(ownIn(*rows));
        m_tables = tablesIn(*rows, m_tables);
        look.tables = m_tables;
        look.hasTables = true;
    }
    if (const auto size = m_session.ask(m_questions.databaseSize); size && !size->empty())
        m_state.databaseBytes = static_cast<std::uint64_t>(size->number(0, 0));
    m_tablesTime.asked(begin, m_clock.now() - begin, m_pace.budget());
}

OwnUse PostgresWatch::Engine::takeUse()
{
    auto use = m_session.takeUse();
    use.add(m_failover.takeUse());
    const auto now = m_clock.now();
    use.span = now - std::exchange(m_usedAt, now);
    return use;
}

void PostgresWatch::Engine::tell(PostgresLook look, Duration took, bool wasFirst)
{
    look.at = m_clock.now();
    look.took = took;
    look.state = m_state;
    look.own = takeUse();
    // Connecting and planning is told as ours, but says nothing about what the next look will cost.
    m_pace.looked(took, wasFirst ? OwnUse() : look.own);
    look.pace = m_pace.pause(&look.paceReason);
    m_queue.push(std::move(look));
}

void PostgresWatch::Engine::tellTrouble(const Error &error, Duration took)
{
    const auto now = m_clock.now();
    if (error.text == m_problem && now - m_troubleAt < WatchPace::Asked)
        return;
    m_problem = error.text;
    m_troubleAt = now;
    m_state.address = m_session.shown();
    PostgresLook look;
    look.health = postgresHealth(error);
    // One that answers in any way (full, busy, another password) is no reason to look for others.
    const bool isGone = error.kind == ErrorKind::Unreachable || error.kind == ErrorKind::Timeout;
    if (isGone && !m_session.isOpen())
        look.failover = m_failover.lost(now);
    look.problem = error.text;
    look.detail = error.detail;
    tell(std::move(look), took, false);
}

PostgresWatch::PostgresWatch(PostgresWatchOptions options, const Clock &clock, LookQueue &queue)
    : m_engine(std::make_unique<Engine>(std::move(options), clock, queue))
{ }

PostgresWatch::~PostgresWatch() = default;

void PostgresWatch::setHidden(bool hidden)
{
    m_engine->pace().setHidden(hidden);
    m_engine->wake();
}

void PostgresWatch::setStatementPace(StatementPace pace) { m_engine->setStatementPace(pace); }

void PostgresWatch::setPaused(bool paused) { m_engine->setPaused(paused); }

void PostgresWatch::setBudget(double share)
{
    m_engine->pace().setBudget(share);
    m_engine->wake();
}

} // namespace tierlens
