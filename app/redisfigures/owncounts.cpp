// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/owncounts.h"

#include "redis/redisreply.h"

#include <algorithm>
#include <array>

namespace tierlens {

namespace {

// Of the commands we use, those with subcommands.
constexpr std::array Containers{std::string_view("acl"), std::string_view("client"),
    std::string_view("cluster"), std::string_view("command"), std::string_view("config"),
    std::string_view("latency"), std::string_view("memory"), std::string_view("object"),
    std::string_view("slowlog")};

std::string lower(std::string_view text)
{
    std::string out(text);
    for (auto &c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::uint64_t headerBytes(std::uint64_t number) // "$12\r\n"
{
    return 3 + std::to_string(number).size();
}

// Whether the key was there, as far as the answer tells. Redis counts a look-up for each of these.
enum class LookUp : std::uint8_t { None, Hit, Miss, Unclear };

LookUp lookUpOf(std::string_view name, const RedisReply &reply)
{
    const auto one = [&](auto... names) { return ((name == names) || ...); };
    const auto found = [](bool is, LookUp otherwise) { return is ? LookUp::Hit : otherwise; };
    if (name == "type")
        return found(reply.text() != "none", LookUp::Miss);
    if (one("ttl", "pttl", "expiretime", "pexpiretime"))
        return found(reply.integer() != -2, LookUp::Miss);
    if (name.starts_with("object|") || name == "dump")
        return found(!reply.isNil(), LookUp::Miss);
    // There are no empty collections, but streams.
    if (one("exists", "hlen", "llen", "scard", "zcard"))
        return found(reply.integer() > 0, LookUp::Miss);
    if (one("strlen", "hstrlen", "xlen"))
        return found(reply.integer() > 0, LookUp::Unclear);
    if (name == "getrange")
        return found(!reply.text().empty(), LookUp::Unclear);
    if (name == "hget")
        return found(!reply.isNil(), LookUp::Unclear);
    if (one("lrange", "zrange", "xrange", "hrandfield"))
        return found(reply.size() > 0, LookUp::Unclear);
    if (one("hscan", "sscan")) // a cursor that goes on is of a key, too
        return found(
            reply.size() == 2 && (reply[1].size() > 0 || reply[0].text() != "0"), LookUp::Unclear);
    return LookUp::None;
}

bool isStatus(std::string_view name, std::string_view text)
{
    return name == "type" || name == "ping" || text == "OK";
}

} // namespace

std::string commandName(std::span<const std::string_view> words)
{
    if (words.empty())
        return {};
    auto name = lower(words[0]);
    if (words.size() > 1
        && std::find(Containers.begin(), Containers.end(), name) != Containers.end())
        name += '|' + lower(words[1]);
    return name;
}

std::uint64_t wireBytes(std::span<const std::string_view> words)
{
    auto bytes = headerBytes(words.size());
    for (const auto word : words)
        bytes += headerBytes(word.size()) + word.size() + 2;
    return bytes;
}

std::uint64_t wireBytes(const RedisReply &reply, std::string_view name)
{
    const auto text = reply.text();
    switch (reply.type()) {
    case RedisReply::Type::Nil:
        return 5; // $-1\r\n
    case RedisReply::Type::Integer:
        return 3 + std::to_string(reply.integer()).size();
    case RedisReply::Type::Error:
        return text.size() + 3;
    case RedisReply::Type::Text:
        return isStatus(name, text) ? text.size() + 3 : headerBytes(text.size()) + text.size() + 2;
    case RedisReply::Type::Array:
        break;
    }
    auto bytes = headerBytes(reply.size());
    for (std::size_t i = 0; i < reply.size(); ++i)
        bytes += wireBytes(reply[i], {});
    return bytes;
}

void OwnCounts::answered(const std::string &name, const RedisReply &reply)
{
    ++commands;
    ++calls[name].calls;
    bytesOut += wireBytes(reply, name);
    const auto lookUp = lookUpOf(name, reply);
    hits += lookUp == LookUp::Hit ? 1 : 0;
    misses += lookUp == LookUp::Miss ? 1 : 0;
}

void OwnCounts::refused(const std::string &name, std::string_view code, std::string_view words)
{
    ++errors;
    bytesOut += words.size() + 3; // -…\r\n
    // Refused before it was carried out, or not even known: no command was processed.
    constexpr std::array before{std::string_view("NOPERM"), std::string_view("NOAUTH"),
        std::string_view("LOADING"), std::string_view("BUSY"), std::string_view("MASTERDOWN"),
        std::string_view("MOVED"), std::string_view("ASK"), std::string_view("TRYAGAIN"),
        std::string_view("CLUSTERDOWN")};
    if (std::find(before.begin(), before.end(), code) != before.end()
        || words.find("wrong number of arguments") != words.npos) {
        ++calls[name].rejected;
        return;
    }
    if (words.find("unknown command") != words.npos
        || words.find("nknown subcommand") != words.npos)
        return;
    ++commands;
    ++calls[name].calls;
    ++calls[name].failed;
    // The key was found; then the policy did not fit, or what it holds is of another type.
    if (name.starts_with("object|") || code == "WRONGTYPE")
        ++hits;
}

void OwnCounts::lost(const std::string &name)
{
    ++commands;
    ++calls[name].calls;
}

} // namespace tierlens
