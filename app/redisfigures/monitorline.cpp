// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/monitorline.h"

#include "redisfigures/words.h"

#include <algorithm>
#include <array>

namespace tierlens {

namespace {

constexpr std::size_t MostOfKey = 256;

// Commands whose first argument is no key; in alphabetical order.
constexpr std::array KeyLess{std::string_view("acl"), std::string_view("asking"),
    std::string_view("auth"), std::string_view("bgrewriteaof"), std::string_view("bgsave"),
    std::string_view("client"), std::string_view("cluster"), std::string_view("command"),
    std::string_view("config"), std::string_view("dbsize"), std::string_view("debug"),
    std::string_view("discard"), std::string_view("echo"), std::string_view("exec"),
    std::string_view("failover"), std::string_view("flushall"), std::string_view("flushdb"),
    std::string_view("function"), std::string_view("hello"), std::string_view("info"),
    std::string_view("keys"), std::string_view("lastsave"), std::string_view("latency"),
    std::string_view("lolwut"), std::string_view("module"), std::string_view("monitor"),
    std::string_view("multi"), std::string_view("ping"), std::string_view("psubscribe"),
    std::string_view("psync"), std::string_view("publish"), std::string_view("pubsub"),
    std::string_view("punsubscribe"), std::string_view("quit"), std::string_view("randomkey"),
    std::string_view("readonly"), std::string_view("readwrite"), std::string_view("replconf"),
    std::string_view("replicaof"), std::string_view("reset"), std::string_view("role"),
    std::string_view("save"), std::string_view("scan"), std::string_view("script"),
    std::string_view("select"), std::string_view("shutdown"), std::string_view("slaveof"),
    std::string_view("slowlog"), std::string_view("spublish"), std::string_view("ssubscribe"),
    std::string_view("subscribe"), std::string_view("sunsubscribe"), std::string_view("swapdb"),
    std::string_view("sync"), std::string_view("time"), std::string_view("unsubscribe"),
    std::string_view("unwatch"), std::string_view("wait"), std::string_view("waitaof")};

// Which word holds the first key.
std::size_t keyPosition(std::string_view command)
{
    if (std::binary_search(KeyLess.begin(), KeyLess.end(), command))
        return 0;
    constexpr std::array third{std::string_view("eval"), std::string_view("eval_ro"),
        std::string_view("evalsha"), std::string_view("evalsha_ro"), std::string_view("fcall"),
        std::string_view("fcall_ro")}; // script, number of keys, key …
    if (std::find(third.begin(), third.end(), command) != third.end())
        return 3;
    constexpr std::array second{std::string_view("bitop"), std::string_view("memory"),
        std::string_view("object"), std::string_view("xgroup"), std::string_view("xinfo"),
        std::string_view("lmpop"), std::string_view("zmpop"), std::string_view("sintercard"),
        std::string_view("zinter"), std::string_view("zunion"), std::string_view("zdiff"),
        std::string_view("zintercard")};
    return std::find(second.begin(), second.end(), command) != second.end() ? 2 : 1;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0;
}

// Takes one "quoted" word off the front; at most `most` bytes of it are kept.
bool takeWord(std::string_view &rest, std::string *into, std::size_t most)
{
    while (rest.starts_with(' '))
        rest.remove_prefix(1);
    if (!rest.starts_with('"'))
        return false;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        char c = rest[at];
        if (c == '\\' && at + 1 < rest.size()) {
            c = rest[++at];
            switch (c) {
            case 'n':
                c = '\n';
                break;
            case 'r':
                c = '\r';
                break;
            case 't':
                c = '\t';
                break;
            case 'a':
                c = '\a';
                break;
            case 'b':
                c = '\b';
                break;
            case 'x':
                if (at + 2 < rest.size()) {
                    c = static_cast<char>(hexDigit(rest[at + 1]) * 16 + hexDigit(rest[at + 2]));
                    at += 2;
                }
                break;
            default: // \" and \\ stand for themselves
                break;
            }
        }
        if (into && into->size() < most)
            *into += c;
    }
    if (at >= rest.size())
        return false;
    rest.remove_prefix(at + 1);
    return true;
}

} // namespace

std::optional<MonitorLine> parseMonitorLine(std::string_view line)
{
    const auto open = line.find(" ["), dot = line.find('.');
    if (open == std::string_view::npos || dot == std::string_view::npos || dot > open)
        return std::nullopt;
    const auto close = line.find("] \"", open);
    const auto space = line.find(' ', open + 2);
    if (close == std::string_view::npos || space == std::string_view::npos || space > close)
        return std::nullopt;
    MonitorLine out;
    out.at = std::chrono::seconds(numberOf(line.substr(0, dot)))
        + std::chrono::microseconds(numberOf(line.substr(dot + 1, open - dot - 1)));
    out.database = static_cast<int>(numberOf(line.substr(open + 2, space - open - 2)));
    out.client = line.substr(space + 1, close - space - 1);
    auto rest = line.substr(close + 2);
    if (!takeWord(rest, &out.command, 64))
        return std::nullopt;
    for (auto &c : out.command) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    const auto position = keyPosition(out.command);
    if (!takeWord(rest, &out.first, MostOfKey))
        return out;
    if (position == 1) {
        out.key = out.first;
        return out;
    }
    std::string word;
    for (std::size_t i = 2; i <= position; ++i) {
        const bool countsKeys = position == 3 && i == 2;
        word.clear();
        if (!takeWord(rest, &word, MostOfKey) || (countsKeys && word == "0"))
            return out;
    }
    if (position > 1)
        out.key = std::move(word);
    return out;
}

} // namespace tierlens
