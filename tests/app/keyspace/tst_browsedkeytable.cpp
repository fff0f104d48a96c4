// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keytable.h"

#include <QTest>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace tierlens;

class TestBrowsedKeyTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsAreReadAsTheyWereAppended()
    {
        KeyTable table;
        std::string binary("a\0b\xff\r\n", 6);
        const std::string huge(3'000'000, 'x');
        table.append({binary, KeyType::Hash, 1234, 99, 15});
        table.append({"", KeyType::Stream, 0, -1, 65'535}, 3);
        table.append({huge, KeyType::Unknown, -1, 5'000'000'000, 0}, 200);
        QCOMPARE(table.size(), 0u);
        table.publish();
        QCOMPARE(table.size(), 3u);
        binary.assign("gone");

        const auto first = table.row(0);
        QVERIFY(first.name == std::string_view("a\0b\xff\r\n", 6));
        QCOMPARE(first.type, KeyType::Hash);
        QCOMPARE(first.expiresAt, 1234);
        QCOMPARE(first.bytes, 99);
        QCOMPARE(first.database, 15);
        QCOMPARE(table.row(1).name.size(), 0u);
        QCOMPARE(table.row(1).database, 65'535);
        QCOMPARE(table.serverOf(1), 3);
        QVERIFY(table.row(2).name == huge);
        QCOMPARE(table.row(2).expiresAt, -1);
        QCOMPARE(table.row(2).bytes, 5'000'000'000);
        QCOMPARE(table.serverOf(2), 127); // the last number there is
    }

    void aKeyIsFoundByNameAndDatabase()
    {
        KeyTable table;
        std::mt19937 random(1);
        std::vector<std::string> names;
        for (int i = 0; i < 50'000; ++i)
            names.push_back("k" + std::to_string(i) + std::string(random() % 5, '\0'));
        for (std::size_t i = 0; i < names.size(); ++i)
            QCOMPARE(table.append({names[i], KeyType::String, 0, 1, std::uint16_t(i % 3)}), i);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const auto found = table.find(names[i], std::uint16_t(i % 3));
            QVERIFY(found);
            QCOMPARE(*found, i);
            QVERIFY(!table.find(names[i], std::uint16_t((i + 1) % 3)));
        }
        QVERIFY(!table.find("never", 0));
    }

    void aRowIsChangedRemovedAndRestored()
    {
        KeyTable table;
        table.append({"a", KeyType::String, 0, 10, 0}, 5);
        table.publish();
        table.update(0, KeyType::List, 77, 20);
        QCOMPARE(table.row(0).type, KeyType::List);
        QCOMPARE(table.row(0).expiresAt, 77);
        QCOMPARE(table.row(0).bytes, 20);
        QVERIFY(!table.isRemoved(0));
        table.remove(0);
        QVERIFY(table.isRemoved(0));
        QCOMPARE(table.serverOf(0), 5);
        table.setServer(0, 6);
        QVERIFY(table.isRemoved(0));
        table.restore(0);
        QVERIFY(!table.isRemoved(0));
        QCOMPARE(table.serverOf(0), 6);
    }

    // What somebody chose in an older table is perhaps no row of this one.
    void whatIsNoRowIsNotRemoved()
    {
        KeyTable table;
        table.remove(0);
        table.restore(KeyTable::Index(2'000'000));
        table.append({"a", KeyType::String, 0, 10, 0});
        table.remove(1);
        table.remove(KeyTable::Index(2'000'000));
        table.append({"b", KeyType::String, 0, 10, 0});
        table.publish();
        QVERIFY(!table.isRemoved(0) && !table.isRemoved(1));
    }

    void itKnowsItsDatabases()
    {
        using Databases = std::vector<std::uint16_t>;
        KeyTable table;
        QVERIFY(table.databases().empty());
        for (const int database : {3, 3, 0, 65'535, 0, 3, 7})
            table.append({"a", KeyType::String, 0, 10, std::uint16_t(database)});
        QVERIFY(table.databases() == Databases({0, 3, 7, 65'535}));
    }

    void aHundredBytesAKeyAtMost()
    {
        // Just after the set of names has grown is the worst moment.
        for (const std::size_t count : {100'000u, 200'000u, 400'000u}) {
            KeyTable table;
            std::size_t text = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const auto name = "session:" + std::to_string(i * 7919);
                text += name.size();
                table.append({name, KeyType::String, 0, 1, 0});
            }
            const auto rowsOfAView = count * sizeof(KeyTable::Index);
            const auto each = double(table.memoryUsed() - text + rowsOfAView) / double(count);
            QVERIFY2(each <= 72, std::to_string(each).c_str()); // sorting needs 32 for a moment
            QVERIFY2(each >= 36, std::to_string(each).c_str()); // all is counted
        }
    }

    void rowsCanBeReadWhileOthersAreAppended()
    {
        KeyTable table;
        constexpr std::size_t Count = 200'000;
        std::atomic<std::size_t> wrong{0};
        std::thread reader([&] {
            for (std::size_t seen = 0; seen < Count;) {
                const auto size = table.size();
                for (auto i = seen; i < size; ++i) {
                    const auto row = table.row(KeyTable::Index(i));
                    if (row.name != std::to_string(i) || row.bytes != std::int64_t(i))
                        ++wrong;
                }
                // Changed while the other thread goes on.
                for (auto i = seen; i < size; i += 100)
                    table.update(KeyTable::Index(i), KeyType::Set, 1, 2);
                seen = size;
            }
        });
        for (std::size_t i = 0; i < Count; ++i) {
            const auto name = std::to_string(i);
            table.append({name, KeyType::String, 0, std::int64_t(i), 0});
            if (i % 50 == 0 || i + 1 == Count)
                table.publish();
        }
        reader.join();
        QCOMPARE(wrong.load(), 0u);
        QCOMPARE(table.size(), Count);
    }
};

QTEST_GUILESS_MAIN(TestBrowsedKeyTable)
#include "tst_browsedkeytable.moc"
