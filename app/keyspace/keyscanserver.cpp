// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyscanserver.h"

#include "redis/redisinfo.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t PoliteSlice = 20; // keys described in one go, at most
constexpr double Polite = 0.5; // duty up to which we are
// What a round trip takes on one machine is booked as the server's work; what is longer is the
// network's.
constexpr auto ShortWay = 200us;
constexpr auto LongWay = 2ms; // then short slices would be all waiting
constexpr auto LeastWork = 1us; // of the server for a command, however quick it seems

struct KeyScanServerWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyScanServer)
};

RedisOptions browsing(const RedisAddress &address)
{
    RedisOptions options;
    options.address = address;
    options.name = "tierlens-keys";
    options.connectTimeout = 2s;
    options.commandTimeout = 5s;
    return options;
}

std::int64_t sinceEpoch()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch())
        .count();
}

bool knowsNoTouch(std::string_view version) // from 7.2 on
{
    int major = 0, minor = 0;
    const char *const end = version.data() + version.size();
    const auto read = std::from_chars(version.data(), end, major);
    if (read.ptr != end)
        std::from_chars(read.ptr + 1, end, minor);
    return major > 7 || (major == 7 && minor >= 2);
}

} // namespace

KeyScanServer::KeyScanServer(RedisAddress address, std::uint8_t number, bool onlyIts)
    : m_address(std::move(address))
    , m_number(number)
    , m_onlyIts(onlyIts)
    , m_connection(browsing(m_address))
{ }

std::int64_t KeyScanServer::expected() const
{
    std::int64_t sum = 0;
    for (const auto &database : m_databases) {
        if (database.keys < 0)
            return -1;
        sum += database.keys;
    }
    return sum;
}

Result<Done> KeyScanServer::open()
{
    m_hasWorked = false;
    m_questions = KeyQuestions(m_counts);
    if (auto done = m_connection.open(); !done)
        return done;
    m_selected = m_address.db;
    measureWay();
    return findOut();
}

// The quickest of three: anything may hold one up.
void KeyScanServer::measureWay()
{
    auto quickest = KeyScanPace::Span::max();
    for (int i = 0; i < 3 && m_connection.isOpen(); ++i) {
        const auto start = std::chrono::steady_clock::now();
        static_cast<void>(m_connection.command({"PING"})); // a refusal travels as far
        quickest = std::min(quickest, std::chrono::steady_clock::now() - start);
    }
    m_way = std::max(KeyScanPace::Span{}, KeyScanPace::Span(quickest - ShortWay));
}

Result<Done> KeyScanServer::findOut()
{
    std::string process;
    const auto info = m_connection.command({"INFO", "server"});
    if (!m_connection.isOpen())
        return info.error();
    if (info) {
        process = infoLine(info->text(), "run_id");
        if (knowsNoTouch(infoLine(info->text(), "redis_version")))
            static_cast<void>(m_connection.command({"CLIENT", "NO-TOUCH", "ON"}));
    }
    if (m_isKnown && !process.empty() && process == m_process)
        return Done{};
    m_process = std::move(process);
    m_place = 0;
    m_cursor = "0";
    m_isAtEnd = false;
    m_found.reset();
    m_next = 0;
    findDatabases();
    m_isKnown = m_connection.isOpen();
    if (!m_isKnown)
        return m_connection.command({"PING"}).error();
    return Done{};
}

void KeyScanServer::findDatabases()
{
    m_databases.clear();
    const auto info = m_connection.command({"INFO", "keyspace"});
    if (!info) { // no right to it: only the one we are in
        const auto size = m_connection.command({"DBSIZE"});
        m_databases.push_back({m_address.db, size ? size->integer() : -1});
        return;
    }
    // db0:keys=2,expires=0,avg_ttl=0
    auto text = info->text();
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        Database database{-1, 0};
        if (!line.starts_with("db"))
            continue;
        const char *const end = line.data() + line.size();
        const auto number = std::from_chars(line.data() + 2, end, database.number);
        const auto keys = line.find("keys=");
        if (number.ec != std::errc() || keys == line.npos)
            continue;
        std::from_chars(line.data() + keys + 5, end, database.keys);
        if (!m_onlyIts || database.number == m_address.db)
            m_databases.push_back(database);
    }
}

Result<Done> KeyScanServer::select(int database)
{
    if (database == m_selected)
        return Done{};
    const auto done = m_connection.command({"SELECT", std::to_string(database)});
    if (!done)
        return done.error();
    m_selected = database;
    return Done{};
}

bool KeyScanServer::isPolite(const KeyScanBudget &budget) const
{
    return budget.duty < Polite && m_way < LongWay;
}

void KeyScanServer::measureTrip(ScanStride &stride, double duty)
{
    const auto start = std::chrono::steady_clock::now();
    const auto reply = m_connection.command({"PING"});
    if (!reply)
        return; // a refusal may be quicker; what is wrong, the next question tells
    m_counts.answered("ping", *reply);
    const auto end = std::chrono::steady_clock::now();
    stride.trip(end - start);
    m_pace.worked(end, std::max<KeyScanPace::Span>(end - start - m_way, LeastWork), 1, duty);
}

Result<Done> KeyScanServer::ask(
    std::span<const std::string_view> keys, const std::string *cursor, const KeyScanBudget &budget)
{
    m_answers.clear();
    m_searched.reset();
    m_questions.begin();
    const auto most = static_cast<std::size_t>(std::clamp(budget.count, 1, 1'000'000));
    const auto count = isPolite(budget) ? m_searchStride.next(most) : most;
    const auto begin = std::chrono::steady_clock::now();
    std::size_t commands = 0;
    for (const auto key : keys)
        commands += m_questions.ask(m_connection, key, budget.sizes);
    if (cursor) {
        if (const auto done
            = m_connection.append({"SCAN", *cursor, "COUNT", std::to_string(count)});
            !done)
            return done;
        ++commands;
    }
    const auto now = sinceEpoch();
    std::optional<Error> problem;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto answers = m_questions.take(m_connection, budget.sizes, now);
        if (!answers) {
            problem = answers.error();
            if (!m_connection.isOpen())
                return *problem;
            continue; // what is owed has to be taken all the same
        }
        m_answers.push_back(*answers);
    }
    if (cursor) {
        auto searched = m_connection.reply();
        if (searched) {
            m_counts.answered("scan", *searched);
            m_searched = std::move(*searched);
        } else if (!problem)
            problem = searched.error();
    }
    const auto end = std::chrono::steady_clock::now();
    // The way can only seem longer than it is, while others keep the server busy.
    const KeyScanPace::Span took = end - begin, least = LeastWork * commands;
    m_way = std::clamp(KeyScanPace::Span(took - least), KeyScanPace::Span{}, m_way);
    m_pace.worked(end, std::max(took - m_way, least), commands, budget.duty);
    if (isPolite(budget))
        (cursor ? m_searchStride : m_describeStride).took(took, cursor ? count : keys.size());
    if (problem)
        return *problem;
    return Done{};
}

void KeyScanServer::put(
    std::string_view key, const KeyAnswers &answers, KeyTable &table, KeyScanProgress &counts) const
{
    const auto database = static_cast<std::uint16_t>(m_selected);
    const auto known = table.find(key, database);
    KeyRow old;
    if (known)
        old = table.row(*known);
    if (answers.isGone) { // since it was found
        if (known)
            table.remove(*known);
        return;
    }
    if (known) { // SCAN gives a key twice, or this is another search of the same server
        table.update(*known, answers.type, answers.expiresAt, answers.bytes);
        table.setServer(*known, m_number);
        table.restore(*known);
    } else {
        table.append({key, answers.type, answers.expiresAt, answers.bytes, database}, m_number);
        ++counts.found;
    }
    const auto isDescribed
        = [](KeyType type, std::int64_t expiry) { return type != KeyType::Unknown && expiry >= 0; };
    counts.described += isDescribed(answers.type, answers.expiresAt) ? 1 : 0;
    counts.described -= known && isDescribed(old.type, old.expiresAt) ? 1 : 0;
    counts.sized += answers.bytes >= 0 ? 1 : 0;
    counts.sized -= known && old.bytes >= 0 ? 1 : 0;
}

Result<Done> KeyScanServer::step(
    const KeyScanBudget &budget, KeyTable &table, KeyScanProgress &counts)
{
    if (!m_connection.isOpen()) {
        if (auto done = open(); !done)
            return done;
    }
    if (isDone())
        return Done{};
    if (auto done = select(m_databases[m_place].number); !done)
        return done;
    std::vector<std::string_view> keys;
    if (m_found) {
        const auto found = (*m_found)[1];
        const auto left = found.size() - m_next;
        std::size_t slice = left;
        if (!m_questions.isProven(budget.sizes))
            slice = 1;
        else if (isPolite(budget))
            slice = m_describeStride.next(PoliteSlice);
        const auto end = m_next + std::min(slice, left);
        for (auto i = m_next; i < end; ++i)
            keys.push_back(found[i].text());
    }
    if (isPolite(budget)) {
        auto &stride = keys.empty() ? m_searchStride : m_describeStride;
        if (stride.wantsTrip())
            measureTrip(stride, budget.duty);
    }
    const bool isLastSlice = !m_found || m_next + keys.size() == (*m_found)[1].size();
    // In one go with the last keys, unless that is too much at a time.
    const bool searches = isLastSlice && !m_isAtEnd && (keys.empty() || !isPolite(budget));
    if (auto done = ask(keys, searches ? &m_cursor : nullptr, budget); !done)
        return done;
    m_hasWorked = true;
    for (std::size_t i = 0; i < keys.size(); ++i)
        put(keys[i], m_answers[i], table, counts);
    table.publish();
    m_next += keys.size();
    if (searches && m_searched->size() != 2)
        return Error{ErrorKind::Protocol, {},
            KeyScanServerWords::tr("SCAN was answered by something that is no list of keys.")
                .toStdString(),
            {}};
    if (searches) {
        m_found = std::exchange(m_searched, std::nullopt);
        m_next = 0;
        m_cursor = (*m_found)[0].text();
        m_isAtEnd = m_cursor == "0";
    }
    if (m_isAtEnd && m_next == (*m_found)[1].size()) {
        ++m_place;
        m_cursor = "0";
        m_isAtEnd = false;
        m_found.reset();
        m_next = 0;
    }
    return Done{};
}

Result<bool> KeyScanServer::look(std::span<const KeyTable::Index> rows, const KeyScanBudget &budget,
    KeyTable &table, KeyScanProgress &counts)
{
    if (!m_connection.isOpen()) {
        if (auto done = open(); !done)
            return done.error();
    }
    if (rows.empty())
        return false;
    if (auto done = select(table.row(rows.front()).database); !done)
        return done.error();
    bool hasChanged = false;
    for (std::size_t from = 0; from < rows.size();) {
        auto slice = PoliteSlice;
        if (!m_questions.isProven(budget.sizes))
            slice = 1;
        else if (isPolite(budget))
            slice = m_describeStride.next(PoliteSlice);
        const auto part = rows.subspan(from, std::min(slice, rows.size() - from));
        std::vector<std::string_view> keys;
        for (const auto index : part)
            keys.push_back(table.row(index).name);
        if (auto done = ask(keys, nullptr, budget); !done)
            return done.error();
        for (std::size_t i = 0; i < part.size(); ++i) {
            const bool wasRemoved = table.isRemoved(part[i]);
            auto answers = m_answers[i];
            if (answers.bytes < 0 && !budget.sizes)
                answers.bytes = table.row(part[i]).bytes; // as last known
            put(keys[i], answers, table, counts);
            hasChanged |= wasRemoved != answers.isGone;
        }
        from += part.size();
    }
    return hasChanged;
}

} // namespace tierlens
