// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchtables/sessionrows.h"

#include "core/durationtext.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>

#include <map>
#include <set>

namespace tierlens {

namespace {
struct SessionRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(SessionRows)
};

constexpr Duration Long = std::chrono::seconds{10};

QString age(Duration value) { return value < Duration::zero() ? dash() : durationText(value); }

Cell stateCell(const SessionRow &session)
{
    const bool idle = session.state.starts_with("idle in transaction");
    const bool waits = !session.blockedBy.empty();
    // The server calls active whatever runs a statement, also one that stands still.
    return {waits && session.state == "active" ? SessionRowsWords::tr("waiting")
                                               : textOfBytes(session.state),
        {},
        waits                           ? Tint::Bad
            : idle                      ? Tint::Miss
            : session.state == "active" ? Tint::Hit
                                        : Tint::Dim};
}

Cell ageCell(Duration value) { return {age(value), {}, value > Long ? Tint::Miss : Tint::Text}; }

enum SessionColumn { Pid, State, User, Application, Waits, Transaction, Since, Query };

class SessionSource final : public ValueSource<SessionRow>
{
public:
    using ValueSource::ValueSource;
    std::string key(std::size_t row) const override { return std::to_string(m_rows[row].pid); }
    double number(const SessionRow &row, int column) const override
    {
        switch (column) {
        case Pid:
            return row.pid;
        case Transaction:
            return double(row.transactionAge.count());
        case Since:
            return double(row.stateAge.count());
        default:
            return NoNumber;
        }
    }
    Cell cell(std::size_t index, int column) const override
    {
        const SessionRow &row = m_rows[index];
        switch (column) {
        case Pid:
            return {QString::number(row.pid), {}, Tint::Text, Tint::Dim, true};
        case State:
            return stateCell(row);
        case User:
            return {textOfBytes(row.user)};
        case Application:
            return {textOfBytes(row.application.empty() ? row.backend : row.application)};
        case Waits:
            return {waitsFor(row), {}, row.blockedBy.empty() ? Tint::Dim : Tint::Bad};
        case Transaction:
            return ageCell(row.transactionAge);
        case Since:
            return {age(row.stateAge)};
        case Query:
            return {oneLineOf(row.query), {}, Tint::Postgres, Tint::Dim, true};
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        const SessionRow &row = m_rows[index];
        return column == Query      ? textOfBytes(row.query)
            : column == Application ? textOfBytes(row.client)
                                    : QString();
    }

private:
    static QString waitsFor(const SessionRow &row)
    {
        if (!row.blockedBy.empty())
            return SessionRowsWords::tr("behind %1").arg(row.blockedBy.front());
        return row.waitType.empty() ? QString() : textOfBytes(row.waitType + ": " + row.wait);
    }
};

enum ClientColumn { Host, Name, Clients, Blocked, Last, Output, Idle };

class ClientSource final : public ValueSource<ClientGroup>
{
public:
    using ValueSource::ValueSource;
    std::string key(std::size_t row) const override
    {
        return m_rows[row].host + '\n' + m_rows[row].name;
    }
    double number(const ClientGroup &row, int column) const override
    {
        switch (column) {
        case Clients:
            return double(row.clients);
        case Blocked:
            return double(row.blocked);
        case Output:
            return double(row.outputBytes);
        case Idle:
            return double(row.idle.count());
        default:
            return NoNumber;
        }
    }
    Cell cell(std::size_t index, int column) const override
    {
        const ClientGroup &row = m_rows[index];
        switch (column) {
        case Host:
            return {textOfBytes(row.host), {}, Tint::Text, Tint::Dim, true};
        case Name:
            return {row.name.empty() ? dash() : textOfBytes(row.name), {},
                row.name.empty() ? Tint::Dim : Tint::Text};
        case Clients:
            return {countText(row.clients), {}, Tint::Text, Tint::Dim, false, true};
        case Blocked:
            return {countText(row.blocked), {}, row.blocked > 0 ? Tint::Miss : Tint::Dim};
        case Last:
            return {textOfBytes(row.lastCommand), {}, Tint::Redis, Tint::Dim, true};
        case Output:
            return {bytesText(row.outputBytes), {},
                row.outputBytes > 1'000'000 ? Tint::Miss : Tint::Dim};
        case Idle:
            return {age(row.idle)};
        default:
            return {};
        }
    }
};

class LockSource final : public ValueSource<LockRow>
{
public:
    enum LockColumn { Who, WaitsFor, For, How, What };
    using ValueSource::ValueSource;
    bool isSortable() const override { return false; }
    std::string key(std::size_t row) const override
    {
        return std::to_string(m_rows[row].session.pid);
    }
    Cell cell(std::size_t index, int column) const override
    {
        const LockRow &row = m_rows[index];
        const SessionRow &session = row.session;
        const bool root = row.depth == 0;
        switch (column) {
        case Who: {
            Cell cell{
                QString::number(session.pid), {}, root ? Tint::Bad : Tint::Text, Tint::Dim, true};
            if (!root)
                cell.text.prepend(
                    QString(3 * (row.depth - 1), QChar(0x00a0)) + QStringLiteral("└ "));
            const auto name
                = textOfBytes(session.application.empty() ? session.user : session.application);
            if (!name.isEmpty())
                cell.text += QStringLiteral("  ") + name;
            return cell;
        }
        case WaitsFor:
            if (root)
                return {row.behind == 1
                        ? SessionRowsWords::tr("holds up 1 session")
                        : SessionRowsWords::tr("holds up %1 sessions").arg(row.behind),
                    {}, Tint::Bad, Tint::Dim, false, true};
            return {textOfBytes(session.lock.empty() ? session.wait : session.lock)};
        case For:
            return row.isSeen ? ageCell(root ? session.transactionAge : session.queryAge)
                              : Cell{dash(), {}, Tint::Dim};
        case How:
            return row.isSeen ? stateCell(session)
                              : Cell{SessionRowsWords::tr("not visible to us"), {}, Tint::Dim};
        case What:
            return {oneLineOf(session.query), {}, Tint::Postgres, Tint::Dim, true};
        default:
            return {};
        }
    }
    QString tip(std::size_t index, int column) const override
    {
        return column == What ? textOfBytes(m_rows[index].session.query) : QString();
    }
};

// Walks from those that wait for nobody down to those that wait. Rings (a deadlock not yet found)
// are cut where they were entered.
class TreeWalk
{
public:
    explicit TreeWalk(const std::vector<SessionRow> &sessions)
    {
        for (const auto &session : sessions)
            m_sessions.emplace(session.pid, &session);
        for (const auto &session : sessions) {
            if (!session.blockedBy.empty())
                m_waiting[session.blockedBy.front()].push_back(session.pid);
        }
    }
    std::vector<LockRow> rows()
    {
        for (const auto &[blocker, waiting] : m_waiting) {
            const auto found = m_sessions.find(blocker);
            if (found == m_sessions.end() || found->second->blockedBy.empty())
                add(blocker, 0);
        }
        for (const auto &[blocker, waiting] : m_waiting)
            add(blocker, 0); // what is left stands in rings
        return std::move(m_rows);
    }

private:
    std::size_t add(std::int32_t pid, int depth)
    {
        if (!m_done.insert(pid).second)
            return 0;
        const auto place = m_rows.size();
        const auto found = m_sessions.find(pid);
        LockRow row;
        row.depth = depth;
        row.isSeen = found != m_sessions.end();
        if (row.isSeen)
            row.session = *found->second;
        row.session.pid = pid;
        m_rows.push_back(std::move(row));
        std::size_t behind = 0;
        if (const auto waiting = m_waiting.find(pid); waiting != m_waiting.end() && depth < 50) {
            for (const auto next : waiting->second) {
                if (m_done.count(next) == 0)
                    behind += 1 + add(next, depth + 1);
            }
        }
        m_rows[place].behind = behind;
        return behind;
    }

    std::map<std::int32_t, const SessionRow *> m_sessions;
    std::map<std::int32_t, std::vector<std::int32_t>> m_waiting; // by whom they wait for
    std::set<std::int32_t> m_done;
    std::vector<LockRow> m_rows;
};
} // namespace

std::vector<Column> sessionColumns()
{
    return {{SessionRowsWords::tr("PID"), {}, QStringLiteral("9999999"), true},
        {SessionRowsWords::tr("State"), {}, QStringLiteral("idle in transaction"), false, {}, true},
        {SessionRowsWords::tr("User"), {}, QStringLiteral("application_rw"), false, {}, true},
        {SessionRowsWords::tr("Application"),
            SessionRowsWords::tr("Name it gave itself; its address when pointed at"),
            QStringLiteral("order-service-7"), false, {}, true},
        {SessionRowsWords::tr("Waits for"),
            SessionRowsWords::tr("The session before it, or what the server waits for"),
            QStringLiteral("Client: ClientRead"), false, {}, true},
        {SessionRowsWords::tr("Transaction"),
            SessionRowsWords::tr("How long its transaction is open"), QStringLiteral("99.9 ms"),
            true},
        {SessionRowsWords::tr("In this state"), {}, QStringLiteral("99.9 ms"), true},
        {SessionRowsWords::tr("Statement"), {}, {}}};
}

std::unique_ptr<RowSource> sessionRows(std::vector<SessionRow> sessions)
{
    return std::make_unique<SessionSource>(std::move(sessions));
}

std::vector<Column> clientColumns()
{
    return {{SessionRowsWords::tr("Host"), {}, {}},
        {SessionRowsWords::tr("Name"), SessionRowsWords::tr("As given with CLIENT SETNAME"), {}},
        {SessionRowsWords::tr("Clients"), {}, QStringLiteral("99 999"), true},
        {SessionRowsWords::tr("Blocked"), SessionRowsWords::tr("Waiting in a command like BLPOP"),
            QStringLiteral("99 999"), true},
        {SessionRowsWords::tr("Last command"),
            SessionRowsWords::tr("Of the one that was last active"),
            QStringLiteral("clustershards")},
        {SessionRowsWords::tr("Unread answers"),
            SessionRowsWords::tr("Bytes that wait in Redis because clients do not fetch them"),
            QStringLiteral("999 bytes"), true},
        {SessionRowsWords::tr("Idle"), SessionRowsWords::tr("The least idle one"),
            QStringLiteral("99.9 ms"), true}};
}

std::unique_ptr<RowSource> clientRows(std::vector<ClientGroup> clients)
{
    return std::make_unique<ClientSource>(std::move(clients));
}

std::vector<LockRow> lockTree(const std::vector<SessionRow> &sessions)
{
    return TreeWalk(sessions).rows();
}

std::vector<Column> lockColumns()
{
    return {{SessionRowsWords::tr("Session"), {}, QStringLiteral("   └ 9999999  order-service-7"),
                false, {}, true},
        {SessionRowsWords::tr("Waits for"), {}, QStringLiteral("public.orders, RowExclusiveLock"),
            false, {}, true},
        {SessionRowsWords::tr("Since"),
            SessionRowsWords::tr("Of one that holds others up: how long its transaction is open"),
            QStringLiteral("99.9 ms"), true},
        {SessionRowsWords::tr("State"), {}, QStringLiteral("idle in transaction"), false, {}, true},
        {SessionRowsWords::tr("Statement"), {}, {}}};
}

std::unique_ptr<RowSource> lockRows(std::vector<LockRow> rows)
{
    return std::make_unique<LockSource>(std::move(rows));
}

} // namespace tierlens
