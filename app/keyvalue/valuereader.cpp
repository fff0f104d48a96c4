// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/valuereader.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tierlens {

namespace {

struct ValueReaderWords
{
    Q_DECLARE_TR_FUNCTIONS(KeyValue)
};

KeyType typeNamed(std::string_view name)
{
    static constexpr std::pair<std::string_view, KeyType> types[]{{"string", KeyType::String},
        {"list", KeyType::List}, {"set", KeyType::Set}, {"zset", KeyType::SortedSet},
        {"hash", KeyType::Hash}, {"stream", KeyType::Stream}};
    for (const auto &[word, type] : types) {
        if (word == name)
            return type;
    }
    return KeyType::Other;
}

std::int64_t wallMilliseconds()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

ValueReader::ValueReader(KeyConnections &nodes, std::string key, const KeyValueLimits &limits)
    : m_nodes(nodes)
    , m_key(std::move(key))
    , m_limits(limits)
{
    m_limits.bytesEach = std::clamp<std::int64_t>(m_limits.bytesEach, 1, MostAtOnce);
    m_limits.elements = std::clamp(m_limits.elements, 1, 10'000);
    m_limits.offset = std::max<std::int64_t>(m_limits.offset, 0);
}

Result<KeyValue> ValueReader::read()
{
    auto done = describe();
    if (done && m_value.exists) {
        switch (m_value.type) {
        case KeyType::String:
            done = readString();
            break;
        case KeyType::Hash:
            done = readHash();
            break;
        case KeyType::Set:
            done = readSet();
            break;
        case KeyType::List:
            done = readList();
            break;
        case KeyType::SortedSet:
            done = readSortedSet();
            break;
        case KeyType::Stream:
            done = readStream();
            break;
        case KeyType::Unknown:
        case KeyType::Other: // of a module: only it can read it
            m_wasCut = true;
            break;
        }
    }
    if (!done)
        return done.error();
    const auto shown = static_cast<std::int64_t>(m_value.parts.size());
    m_value.isWhole = !m_wasCut && (m_value.type == KeyType::String || shown >= m_value.length);
    return std::move(m_value);
}

Result<Done> ValueReader::describe()
{
    const auto type = ask({"TYPE", m_key});
    if (!type)
        return type.error();
    if (type->text() == "none") {
        m_value.exists = false;
        return Done{};
    }
    m_value.type = typeNamed(type->text());
    // Before the value is read, for that makes it young again. None of these does.
    if (const auto idle = ask({"OBJECT", "IDLETIME", m_key}); idle && !idle->isNil())
        m_value.idleSeconds = idle->integer();
    if (const auto encoding = ask({"OBJECT", "ENCODING", m_key}))
        m_value.encoding = m_value.type == KeyType::Other ? type->text() : encoding->text();
    if (const auto bytes = ask({"MEMORY", "USAGE", m_key, "SAMPLES", "5"});
        bytes && !bytes->isNil())
        m_value.bytes = bytes->integer();
    const auto rest = ask({"PTTL", m_key});
    if (!rest)
        return rest.error();
    if (rest->integer() == -2)
        m_value.exists = false; // in the meantime
    m_value.expiresAt = rest->integer() >= 0 ? wallMilliseconds() + rest->integer() : 0;
    return Done{};
}

Result<Done> ValueReader::count(std::string_view command)
{
    const auto length = ask({command, m_key});
    if (!length)
        return length.error();
    m_value.length = length->integer();
    return Done{};
}

void ValueReader::add(std::string_view field, std::string_view value)
{
    const auto most = static_cast<std::size_t>(m_limits.bytesEach);
    m_wasCut |= value.size() > most || field.size() > most;
    m_value.parts.push_back({std::string(field.substr(0, most)), std::string(value.substr(0, most)),
        static_cast<std::int64_t>(value.size())});
}

// Of few elements all are weighed: among five that happen to be small the big one would be missed.
std::int64_t ValueReader::howMany()
{
    const std::int64_t wanted = m_limits.elements;
    if (m_value.length == 0)
        return 0;
    if (m_value.length <= 1000) {
        if (const auto bytes = ask({"MEMORY", "USAGE", m_key, "SAMPLES", "0"});
            bytes && bytes->integer() > 0)
            m_value.bytes = bytes->integer();
    }
    if (m_value.bytes < 0)
        return std::min<std::int64_t>(wanted, 20); // we may not know
    if (m_value.length <= 1000 && m_value.bytes <= MostAtOnce)
        return wanted;
    const auto each = std::max<std::int64_t>(1, m_value.bytes / m_value.length);
    return std::min(wanted, MostAtOnce / each); // 0: even one is too big
}

Result<Done> ValueReader::readString()
{
    if (auto done = count("STRLEN"); !done)
        return done;
    const auto from = std::min(m_limits.offset, m_value.length);
    const auto to = std::min(from + m_limits.bytesEach, m_value.length);
    std::string bytes;
    if (to > from) {
        const auto first = std::to_string(from), last = std::to_string(to - 1);
        const auto part = ask({"GETRANGE", m_key, first, last});
        if (!part)
            return part.error();
        bytes = part->text();
    }
    m_wasCut = from > 0 || static_cast<std::int64_t>(bytes.size()) < m_value.length;
    m_value.parts.push_back({{}, std::move(bytes), m_value.length});
    return Done{};
}

// Up to `most` elements; a small one comes whole, whatever COUNT says.
Result<Done> ValueReader::scan(std::string_view command, std::int64_t most, bool pairs)
{
    std::string cursor = "0";
    const auto step = std::to_string(std::max<std::int64_t>(1, most));
    const auto isFull = [&] { return static_cast<std::int64_t>(m_value.parts.size()) >= most; };
    for (int turn = 0; turn < 20 && !isFull(); ++turn) {
        const auto reply = ask({command, m_key, cursor, "COUNT", step});
        if (!reply)
            return reply.error();
        const auto list = (*reply)[1];
        const std::size_t width = pairs ? 2 : 1;
        for (std::size_t i = 0; i + width <= list.size() && !isFull(); i += width) {
            const auto value = list[i + width - 1];
            add(pairs ? list[i].text() : std::string_view{}, value.text());
        }
        cursor = (*reply)[0].text();
        if (cursor == "0")
            break;
    }
    return Done{};
}

Result<Done> ValueReader::readHash()
{
    if (auto done = count("HLEN"); !done)
        return done;
    const auto most = howMany();
    if (most < m_limits.elements) {
        auto done = readHashByFields(std::min<std::int64_t>(m_limits.elements, 200));
        if (done || done.error().kind != ErrorKind::Refused)
            return done;
        m_value.parts.clear(); // HRANDFIELD came with Redis 6.2
    }
    return scan("HSCAN", most, true);
}

// Names first, then how long each value is, then only those that are not big.
Result<Done> ValueReader::readHashByFields(std::int64_t most)
{
    const auto number = std::to_string(most);
    const auto fields = ask({"HRANDFIELD", m_key, number});
    if (!fields)
        return fields.error();
    auto &connection = m_nodes.nodeOf(m_key);
    for (std::size_t i = 0; i < fields->size(); ++i)
        static_cast<void>(connection.append({"HSTRLEN", m_key, (*fields)[i].text()}));
    std::vector<std::int64_t> lengths(fields->size());
    std::int64_t sum = 0;
    std::vector<bool> isRead(fields->size());
    for (std::size_t i = 0; i < fields->size(); ++i) {
        const auto length = connection.reply();
        if (!length)
            return length.error();
        lengths[i] = length->integer();
        isRead[i] = lengths[i] <= MostOfField && sum + lengths[i] <= MostAtOnce;
        sum += isRead[i] ? lengths[i] : 0;
    }
    for (std::size_t i = 0; i < fields->size(); ++i) {
        if (isRead[i])
            static_cast<void>(connection.append({"HGET", m_key, (*fields)[i].text()}));
    }
    for (std::size_t i = 0; i < fields->size(); ++i) {
        if (isRead[i]) {
            const auto value = connection.reply();
            if (!value)
                return value.error();
            add((*fields)[i].text(), value->text());
        } else {
            add((*fields)[i].text(), {});
            m_wasCut = true;
        }
        m_value.parts.back().length = lengths[i];
    }
    return Done{};
}

Result<Done> ValueReader::readSet()
{
    if (auto done = count("SCARD"); !done)
        return done;
    return scan("SSCAN", howMany(), false);
}

Result<Done> ValueReader::readList()
{
    if (auto done = count("LLEN"); !done)
        return done;
    const auto most = howMany();
    if (most == 0 || m_limits.offset >= m_value.length)
        return Done{};
    const auto from = std::to_string(m_limits.offset);
    const auto to = std::to_string(m_limits.offset + most - 1);
    const auto list = ask({"LRANGE", m_key, from, to});
    if (!list)
        return list.error();
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto index = std::to_string(m_limits.offset + static_cast<std::int64_t>(i));
        add(index, (*list)[i].text());
    }
    return Done{};
}

Result<Done> ValueReader::readSortedSet()
{
    if (auto done = count("ZCARD"); !done)
        return done;
    const auto most = howMany();
    if (most == 0 || m_limits.offset >= m_value.length)
        return Done{};
    const auto from = std::to_string(m_limits.offset);
    const auto to = std::to_string(m_limits.offset + most - 1);
    const auto list = ask({"ZRANGE", m_key, from, to, "WITHSCORES"});
    if (!list)
        return list.error();
    for (std::size_t i = 0; i + 1 < list->size(); i += 2)
        add((*list)[i + 1].text(), (*list)[i].text());
    return Done{};
}

// A stream has no positions: what lies before the offset has to be gone through.
Result<Done> ValueReader::readStream()
{
    if (auto done = count("XLEN"); !done)
        return done;
    const auto most = howMany();
    if (most == 0 || m_limits.offset >= m_value.length)
        return Done{};
    if (m_limits.offset > MostSkipped)
        return Error{ErrorKind::Usage, {},
            ValueReaderWords::tr("A stream can only be gone through from its beginning; Tierlens "
                                 "goes no further than %1 entries.")
                .arg(MostSkipped)
                .toStdString(),
            {}};
    std::string from = "-";
    for (std::int64_t passed = 0; passed < m_limits.offset + most;) {
        const auto wanted = passed < m_limits.offset ? std::min(most, m_limits.offset - passed)
                                                     : m_limits.offset + most - passed;
        const auto step = std::to_string(wanted);
        const auto entries = ask({"XRANGE", m_key, from, "+", "COUNT", step});
        if (!entries)
            return entries.error();
        for (std::size_t i = 0; i < entries->size() && passed >= m_limits.offset; ++i) {
            const auto fields = (*entries)[i][1];
            std::string text;
            for (std::size_t k = 0; k + 1 < fields.size(); k += 2) {
                text += text.empty() ? "" : "\n";
                text.append(fields[k].text()).append(": ").append(fields[k + 1].text());
            }
            add((*entries)[i][0].text(), text);
        }
        passed += static_cast<std::int64_t>(entries->size());
        if (static_cast<std::int64_t>(entries->size()) < wanted)
            break;
        // Not "(ID", which came with Redis 6.2: the next possible one.
        const std::string last((*entries)[entries->size() - 1][0].text());
        const auto dash = last.find('-');
        from = last.substr(0, dash + 1) + std::to_string(std::stoull(last.substr(dash + 1)) + 1);
    }
    return Done{};
}

} // namespace tierlens
