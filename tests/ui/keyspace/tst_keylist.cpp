// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keylist.h"
#include "keyspace/keytree.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace tierlens;

namespace {
// A million rows that are made when somebody asks for them.
struct ManyKeys
{
    std::size_t count = 1'000'000;
    KeyTable::Index first = 0; // rows before it are new ones
    std::size_t asked = 0;
    std::string name;
    ListedKeys listed()
    {
        return {[this] { return count; },
            [this](std::size_t row) { return KeyTable::Index(row) + 5'000'000 - first; },
            [this](std::size_t row) {
                ++asked;
                name = "key:" + std::to_string(row);
                KeyRow key;
                key.name = name;
                key.type = KeyType::String;
                key.expiresAt = QDateTime::currentMSecsSinceEpoch() + 90'000;
                key.bytes = 72;
                return key;
            }};
    }
};

KeyBranch branch(const char *name, std::size_t keys, std::optional<KeyTable::Index> leaf = {})
{
    return {name, keys, std::int64_t(keys) * 100, leaf, {}};
}
} // namespace

class tst_KeyList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void onlyWhatIsSeenIsAskedFor()
    {
        ManyKeys keys;
        KeyList list(keys.listed());
        list.resize(700, 400);
        list.refresh();
        list.grab();
        const auto onScreen = std::size_t(list.lastVisible() - list.firstVisible() + 1);
        QVERIFY(onScreen > 5 && onScreen < 40);
        QVERIFY2(keys.asked <= 3 * onScreen, qPrintable(QString::number(keys.asked)));
        list.verticalScrollBar()->setValue(list.verticalScrollBar()->maximum());
        QCOMPARE(list.lastVisible(), qint64(999'999));
        QTest::keyClick(&list, Qt::Key_Home);
        QCOMPARE(list.currentRow(), qint64(0));
        QTest::keyClick(&list, Qt::Key_PageDown);
        QTest::keyClick(&list, Qt::Key_End);
        QCOMPARE(list.currentRow(), qint64(999'999));
        QCOMPARE(list.lastVisible(), qint64(999'999));
        list.grab();
        QVERIFY(keys.asked < 10 * onScreen + 100);
        QVERIFY(list.rowText(999'999).startsWith(QStringLiteral("key:999999\tstring\t1:")));
        QVERIFY(list.accessibleDescription().startsWith(QStringLiteral("key:999999")));
    }

    void theChosenKeyStaysChosen()
    {
        ManyKeys keys;
        KeyList list(keys.listed());
        list.resize(700, 400);
        list.refresh();
        QSignalSpy changed(&list, &KeyList::chosenChanged);
        QTest::mouseClick(list.viewport(), Qt::LeftButton, {}, {50, list.rowHeight() * 3 + 4});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(list.currentRow(), qint64(3));
        const auto chosen = list.chosen();
        QVERIFY(chosen);
        keys.first = 10; // ten more came before it
        list.refresh();
        QCOMPARE(list.currentRow(), qint64(13));
        QCOMPARE(list.chosen(), chosen);
        keys.count = 5; // it is filtered away, and still the one whose value is shown
        list.refresh();
        QCOMPARE(list.currentRow(), qint64(-1));
        QCOMPARE(list.chosen(), chosen);
        QCOMPARE(changed.count(), 1);
    }

    void whoReadsInTheMiddleStaysThere()
    {
        ManyKeys keys;
        KeyList list(keys.listed());
        list.resize(700, 400);
        list.refresh();
        list.verticalScrollBar()->setValue(500 * list.rowHeight() + 7);
        list.grab();
        keys.first = 40;
        list.refresh();
        QCOMPARE(list.verticalScrollBar()->value(), 540 * list.rowHeight() + 7);
    }

    void headingsSort()
    {
        ManyKeys keys;
        KeyList list(keys.listed());
        QSignalSpy changed(&list, &KeyList::orderChanged);
        Q_EMIT list.headingClicked(3);
        QCOMPARE(list.order(), (KeyOrder{KeyOrder::By::Bytes, true})); // the biggest first
        Q_EMIT list.headingClicked(3);
        QCOMPARE(list.order(), (KeyOrder{KeyOrder::By::Bytes, false}));
        Q_EMIT list.headingClicked(3);
        QCOMPARE(list.order(), KeyOrder());
        Q_EMIT list.headingClicked(0);
        QCOMPARE(list.order(), (KeyOrder{KeyOrder::By::Name, false}));
        QCOMPARE(changed.count(), 4);
    }

    void restingIsTold()
    {
        ManyKeys keys;
        KeyList list(keys.listed());
        list.resize(700, 400);
        list.show();
        QSignalSpy rested(&list, &PaintedRows::rested);
        list.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(rested.count(), 1, 5000);
        list.verticalScrollBar()->setValue(3000);
        QTRY_COMPARE_WITH_TIMEOUT(rested.count(), 2, 5000);
        QVERIFY(list.visibleKeys().size() < 40);
    }

    void branchesOpenWhenAsked()
    {
        KeyTree tree;
        tree.resize(700, 400);
        QList<std::string> asked;
        connect(&tree, &KeyTree::branchAsked, this,
            [&asked](const std::string &prefix) { asked << prefix; });
        tree.askAgain();
        QCOMPARE(asked, QList<std::string>{""});
        tree.setBranches("", {branch("user:", 900), branch("cart:", 20), branch("lock", 1, 7)}, 12);
        QCOMPARE(tree.shownRows(), std::size_t(4));
        QVERIFY(tree.rowText(3).startsWith(QStringLiteral("12 more")));
        tree.setCurrentRow(0);
        QCOMPARE(tree.chosenBranch(), std::string("user:"));
        QCOMPARE(tree.chosenCount(), std::size_t(900));
        QVERIFY(!tree.chosenKey());
        QTest::keyClick(&tree, Qt::Key_Right);
        QCOMPARE(asked.last(), std::string("user:"));
        tree.setBranches("user:", {branch("1:", 2), branch("2", 1, 9)}, 0);
        QCOMPARE(tree.shownRows(), std::size_t(6));
        QVERIFY(tree.rowText(1).startsWith(QStringLiteral("user:1:\t2 keys")));
        tree.setCurrentRow(2);
        QCOMPARE(tree.chosenKey(), std::optional<KeyTable::Index>(9));
        QVERIFY(tree.chosenBranch().empty());
        // A new answer leaves open what was open and chosen what was chosen.
        tree.setBranches("", {branch("cart:", 2000), branch("user:", 950)}, 0);
        QCOMPARE(tree.shownRows(), std::size_t(4));
        QCOMPARE(tree.chosenKey(), std::optional<KeyTable::Index>(9));
        QTest::keyClick(&tree, Qt::Key_Left); // to the branch it is in
        QCOMPARE(tree.chosenBranch(), std::string("user:"));
        QTest::keyClick(&tree, Qt::Key_Left);
        QCOMPARE(tree.shownRows(), std::size_t(2));
        tree.grab();
    }
};

QTEST_MAIN(tst_KeyList)
#include "tst_keylist.moc"
