// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/glob.h"
#include "core/patternmatch.h"
#include "keytable/keybranches.h"
#include "keytable/keyview.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace tierlens;

namespace {

using ViewRows = std::vector<KeyTable::Index>;
constexpr std::int64_t Now = 1'000'000;

// Names of many kinds: common beginnings, one the beginning of another, zero bytes, empty, long.
std::string anyName(std::mt19937 &random)
{
    static const std::string letters("ab:\0\xff*[", 7);
    std::string name;
    switch (random() % 5) {
    case 0:
        return "user:" + std::to_string(random() % 5000);
    case 1:
        return "user:" + std::to_string(random() % 50)
            + ":profile:" + std::to_string(random() % 90);
    case 2:
        name = std::string(random() % 60, 'x');
        break;
    default:
        break;
    }
    for (auto n = random() % 12; n > 0; --n)
        name += letters[random() % letters.size()];
    return name;
}

std::unique_ptr<KeyTable> anyTable(std::size_t count)
{
    std::mt19937 random(7);
    auto table = std::make_unique<KeyTable>();
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = anyName(random);
        const auto kind = static_cast<KeyType>(random() % 8);
        const std::int64_t expiry = std::int64_t(random() % 4) - 1;
        table->append({name, kind, expiry > 0 ? Now + std::int64_t(random() % 2000) - 500 : expiry,
            std::int64_t(random() % 3000) - 100 < 0 ? -1 : std::int64_t(random() % 3000),
            std::uint16_t(random() % 3)});
        if (random() % 20 == 0)
            table->remove(KeyTable::Index(i));
    }
    table->publish();
    return table;
}

bool isIn(const KeyRow &row, const KeyFilter &filter)
{
    const bool isGlob = filter.pattern.find_first_of("*?[\\") != std::string::npos;
    if (isGlob ? !globMatches(filter.pattern, row.name)
               : row.name.find(filter.pattern) == row.name.npos)
        return false;
    if (filter.type && row.type != *filter.type)
        return false;
    if (filter.leastBytes > 0 && row.bytes < filter.leastBytes)
        return false;
    switch (filter.expiry) {
    case KeyFilter::Expiry::Never:
        return row.expiresAt == 0;
    case KeyFilter::Expiry::Within:
        return row.expiresAt > 0 && row.expiresAt <= Now + filter.expirySpan;
    case KeyFilter::Expiry::Beyond:
        return row.expiresAt > Now + filter.expirySpan;
    case KeyFilter::Expiry::Any:
        break;
    }
    return true;
}

// Negative: a comes first. Zero: as they were found.
int compare(const KeyRow &a, const KeyRow &b, const KeyOrder &order)
{
    const auto signOf = [](auto x, auto y) { return x < y ? -1 : (x > y ? 1 : 0); };
    const int sign = order.descending ? -1 : 1;
    const auto unknownLast = [&](bool isUnknownA, bool isUnknownB, int known) {
        return isUnknownA || isUnknownB ? int(isUnknownA) - int(isUnknownB) : sign * known;
    };
    switch (order.by) {
    case KeyOrder::By::Name:
        return sign * signOf(a.name.compare(b.name), 0);
    case KeyOrder::By::Type:
        return unknownLast(a.type == KeyType::Unknown, b.type == KeyType::Unknown,
            signOf(int(a.type), int(b.type)));
    case KeyOrder::By::Bytes:
        return unknownLast(a.bytes < 0, b.bytes < 0, signOf(a.bytes, b.bytes));
    case KeyOrder::By::Expiry: {
        const auto when = [](const KeyRow &row) {
            return row.expiresAt == 0 ? std::numeric_limits<std::int64_t>::max() : row.expiresAt;
        };
        return unknownLast(a.expiresAt < 0, b.expiresAt < 0, signOf(when(a), when(b)));
    }
    case KeyOrder::By::Found:
        break;
    }
    return 0;
}

ViewRows naiveView(const KeyTable &table, const KeyFilter &filter, const KeyOrder &order)
{
    ViewRows rows;
    for (KeyTable::Index i = 0; i < table.size(); ++i) {
        if (!table.isRemoved(i) && isIn(table.row(i), filter))
            rows.push_back(i);
    }
    if (order.by == KeyOrder::By::Found && order.descending)
        std::reverse(rows.begin(), rows.end());
    std::stable_sort(rows.begin(), rows.end(), [&](KeyTable::Index a, KeyTable::Index b) {
        return compare(table.row(a), table.row(b), order) < 0;
    });
    return rows;
}

ViewRows viewOf(const KeyTable &table, const KeyFilter &filter, const KeyOrder &order)
{
    const std::atomic<bool> cancelled{false};
    return *makeKeyView(table, filter, order, Now, cancelled);
}

KeyFilter matching(const std::string &pattern)
{
    KeyFilter filter;
    filter.pattern = pattern;
    return filter;
}

} // namespace

class TestKeyView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void patternsMatchAsRedisMatchesThem()
    {
        std::mt19937 random(3);
        static const std::string signs("ab:x*?[]^-\\\0", 12);
        std::size_t matched = 0;
        for (int i = 0; i < 60'000; ++i) {
            std::string pattern;
            for (auto n = random() % 8; n > 0; --n)
                pattern += signs[random() % signs.size()];
            const auto name = anyName(random);
            KeyFilter filter = matching(pattern);
            const bool expected = isIn(KeyRow{name}, filter);
            matched += expected ? 1 : 0;
            QVERIFY2(
                PatternMatch(pattern).matches(name) == expected, (pattern + " | " + name).c_str());
        }
        QVERIFY(matched > 1000);
        QVERIFY(!PatternMatch("ab*ba").matches("aba")); // the two do not share a letter
        QVERIFY(PatternMatch("ab*ba").matches("abba"));
        QVERIFY(PatternMatch("a\\*b").matches("a*b"));
        QVERIFY(!PatternMatch("a\\*b").matches("axb"));
    }

    // Texts of some length in names of any length: eight places are looked at together.
    void textsAreFoundWhereverTheyAre()
    {
        std::mt19937 random(5);
        std::size_t found = 0;
        for (int i = 0; i < 100'000; ++i) {
            std::string name, text;
            for (auto n = random() % 40; n > 0; --n)
                name += "ab\0\xff"[random() % 4];
            for (auto n = random() % 6; n > 0; --n)
                text += "ab\0\xff"[random() % 4];
            const bool expected = name.find(text) != std::string::npos;
            found += expected ? 1 : 0;
            QCOMPARE(PatternMatch(text).matches(name), expected);
        }
        QVERIFY(found > 30'000 && found < 90'000);
    }

    void filtersAndOrdersAgreeWithTheSlowWay()
    {
        const auto table = anyTable(30'000);
        std::vector<KeyFilter> filters{
            {}, matching("user:*"), matching(":profile:"), matching("*[0-4]"), matching("us?r:1*")};
        filters.emplace_back().type = KeyType::Hash;
        filters.emplace_back().leastBytes = 2000;
        filters.emplace_back().expiry = KeyFilter::Expiry::Never;
        for (const auto expiry : {KeyFilter::Expiry::Within, KeyFilter::Expiry::Beyond}) {
            auto &filter = filters.emplace_back(matching("user*"));
            filter.expiry = expiry;
            filter.expirySpan = 700;
        }
        std::size_t shown = 0;
        for (const auto &filter : filters) {
            for (const auto by : {KeyOrder::By::Found, KeyOrder::By::Name, KeyOrder::By::Type,
                     KeyOrder::By::Expiry, KeyOrder::By::Bytes}) {
                for (const bool descending : {false, true}) {
                    const KeyOrder order{by, descending};
                    const auto rows = viewOf(*table, filter, order);
                    QVERIFY2(rows == naiveView(*table, filter, order),
                        (filter.pattern + " by " + std::to_string(int(by))).c_str());
                    shown += rows.size();
                }
            }
            QVERIFY(!viewOf(*table, filter, {}).empty());
        }
        QVERIFY(shown > 100'000);
    }

    // More than are sorted by way of other memory.
    void manyAgreeWithTheSlowWay()
    {
        const auto any = anyTable(150'000);
        for (const auto by : {KeyOrder::By::Name, KeyOrder::By::Expiry})
            QVERIFY(viewOf(*any, {}, {by, false}) == naiveView(*any, {}, {by, false}));
        KeyTable table;
        for (unsigned i = 0; i < 300'000; ++i) {
            const auto mixed = i * 2'654'435'761U;
            table.append({"shop:" + std::to_string(mixed % 5)
                + ":customer:of:the:year:" + std::to_string(mixed)});
        }
        table.publish();
        for (const bool descending : {false, true}) {
            const KeyOrder order{KeyOrder::By::Name, descending};
            QVERIFY(viewOf(table, {}, order) == naiveView(table, {}, order));
        }
    }

    // Values so far apart that there is no room for their places beside them.
    void anyNumbersAndEqualNames()
    {
        KeyTable table;
        std::mt19937_64 random(11);
        for (std::size_t i = 0; i < 40'000; ++i) {
            const auto far = std::int64_t(random() >> 1U);
            table.append({i % 4 ? "many times the same name" : std::to_string(random() % 100),
                KeyType::String, random() % 3 ? far : std::int64_t(random() % 4) - 1,
                random() % 3 ? far : std::int64_t(random() % 4) - 1, std::uint16_t(i % 60'000)});
        }
        table.publish();
        for (const auto by : {KeyOrder::By::Name, KeyOrder::By::Expiry, KeyOrder::By::Bytes}) {
            for (const bool descending : {false, true}) {
                const KeyOrder order{by, descending};
                QVERIFY(viewOf(table, {}, order) == naiveView(table, {}, order));
                const auto few = matching("*7*");
                QVERIFY(viewOf(table, few, order) == naiveView(table, few, order));
            }
        }
    }

    void namesOfAllLetters()
    {
        KeyTable table;
        std::mt19937 random(13);
        for (int i = 0; i < 20'000; ++i) {
            std::string name(random() % 20, '\0');
            for (auto &letter : name)
                letter = char(random());
            table.append({i % 2 ? name : name.substr(0, 2)});
        }
        table.publish();
        for (const bool descending : {false, true}) {
            const KeyOrder order{KeyOrder::By::Name, descending};
            QVERIFY(viewOf(table, {}, order) == naiveView(table, {}, order));
        }
    }

    void namesThatAreTheSameForLong()
    {
        KeyTable table;
        std::vector<std::string> names;
        const std::string common(5000, 'p');
        for (int i = 0; i < 3000; ++i)
            names.push_back(common + std::to_string(i * 37 % 3000));
        for (int i = 0; i < 300; ++i)
            names.push_back(common.substr(0, std::size_t(i))); // each the beginning of the next
        for (const auto &name : names)
            table.append({name});
        table.publish();
        const KeyOrder order{KeyOrder::By::Name, false};
        QVERIFY(viewOf(table, {}, order) == naiveView(table, {}, order));
    }

    void anAbandonedViewIsNone()
    {
        const auto table = anyTable(2000);
        const std::atomic<bool> cancelled{true};
        QVERIFY(!makeKeyView(*table, {}, {}, Now, cancelled));
        QVERIFY(!keyBranches(*table, viewOf(*table, {}, {}), "", ':', 10, cancelled));
        QVERIFY(!databasesOf(*table, viewOf(*table, {}, {}), cancelled));
    }

    void rowsAreOfTheirDatabases()
    {
        const std::atomic<bool> cancelled{false};
        KeyTable table;
        for (int i = 0; i < 100; ++i)
            table.append({i % 2 ? "odd" : "even", KeyType::String, 0, 1, std::uint16_t(i % 10)});
        table.publish();
        using Databases = std::vector<std::uint16_t>;
        QVERIFY(databasesOf(table, viewOf(table, {}, {}), cancelled)
            == Databases({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
        QVERIFY(databasesOf(table, viewOf(table, matching("odd"), {}), cancelled)
            == Databases({1, 3, 5, 7, 9}));
        QVERIFY(databasesOf(table, {}, cancelled) == Databases());
        KeyTable one;
        one.append({"a", KeyType::String, 0, 1, 12});
        one.publish();
        QVERIFY(databasesOf(one, viewOf(one, {}, {}), cancelled) == Databases({12}));
    }

    void branchesAddUp()
    {
        const auto table = anyTable(20'000);
        const auto rows = viewOf(*table, {}, {});
        const std::atomic<bool> cancelled{false};
        for (const std::string prefix : {"", "user:", "user:7:", "user:7:profile:"}) {
            std::map<std::string, std::pair<std::size_t, std::int64_t>> branches;
            std::map<std::string, std::set<std::uint16_t>> databases;
            std::vector<KeyTable::Index> leaves;
            for (const auto index : rows) {
                const auto row = table->row(index);
                if (!row.name.starts_with(prefix))
                    continue;
                const auto end = row.name.find(':', prefix.size());
                if (end == row.name.npos) {
                    leaves.push_back(index);
                    continue;
                }
                const std::string name(row.name.substr(prefix.size(), end + 1 - prefix.size()));
                databases[name].insert(row.database);
                auto &branch = branches[name];
                ++branch.first;
                branch.second += std::max<std::int64_t>(0, row.bytes);
            }
            const auto found = keyBranches(*table, rows, prefix, ':', 1'000'000, cancelled);
            QCOMPARE(found->left, 0u);
            QCOMPARE(found->branches.size(), branches.size() + leaves.size());
            std::vector<KeyTable::Index> foundLeaves;
            for (const auto &branch : found->branches) {
                if (branch.leaf) {
                    foundLeaves.push_back(*branch.leaf);
                    QVERIFY(prefix + branch.name == table->row(*branch.leaf).name);
                    QCOMPARE(branch.keys, 1u);
                    QVERIFY(branch.databases == std::vector{table->row(*branch.leaf).database});
                    continue;
                }
                QVERIFY(branches.contains(branch.name));
                QCOMPARE(branch.keys, branches[branch.name].first);
                QCOMPARE(branch.bytes, branches[branch.name].second);
                const auto &of = databases[branch.name];
                QVERIFY(branch.databases == std::vector<std::uint16_t>(of.begin(), of.end()));
            }
            std::sort(foundLeaves.begin(), foundLeaves.end());
            QVERIFY(foundLeaves == leaves);
            QVERIFY(std::is_sorted(found->branches.begin(), found->branches.end(),
                [](const KeyBranch &a, const KeyBranch &b) { return a.keys > b.keys; }));

            const auto few = keyBranches(*table, rows, prefix, ':', 3, cancelled);
            QCOMPARE(few->branches.size(), std::min<std::size_t>(3, found->branches.size()));
            QCOMPARE(few->left + few->branches.size(), found->branches.size());
            for (std::size_t i = 0; i < few->branches.size(); ++i)
                QVERIFY(few->branches[i].name == found->branches[i].name);
        }
    }
};

QTEST_GUILESS_MAIN(TestKeyView)
#include "tst_keyview.moc"
