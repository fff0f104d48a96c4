// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventqueue.h"
#include "models/keymodel.h"
#include "panels/keydetails.h"
#include "panels/keyspanel.h"
#include "panels/keysview.h"
#include "parts/pill.h"
#include "store/store.h"
#include "theme/theme.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
QString keyWords(const char *text) { return QString::fromUtf8(text); }

Event fill(const std::string &name, Duration ttl, SinceStart at)
{
    Request request;
    request.outcome = Outcome::Miss;
    request.key = "tierlens:" + name;
    request.value = "511204";
    request.valueSize = 72;
    request.version = request.truth = 7;
    request.ttl = ttl;
    request.stepCount = 1;
    request.steps[0].kind = StepKind::CacheWrite;
    return {Origin::Demo, at, {}, request};
}

Event drop(const std::string &name)
{
    return {Origin::Demo, {}, {}, KeyDrop{KeyDrop::Reason::Invalidated, "tierlens:" + name, 1}};
}

void append(Store &store, std::vector<Event> events, SinceStart now)
{
    EventQueue::Batch batch;
    batch.events = std::move(events);
    store.append(std::move(batch), now);
}

// A panel on a store with as many keys as wanted, k000 the next to expire.
struct Shown
{
    explicit Shown(int keys)
    {
        std::vector<Event> events;
        for (int i = 0; i < keys; ++i)
            events.push_back(fill(name(i), std::chrono::seconds(100 + i), 0s));
        append(store, std::move(events), 0s);
        panel.emplace(store, keyWords("tierlens:"));
        panel->resize(357, 926);
        panel->show();
        panel->refresh(0s);
        view = panel->findChild<KeysView *>();
    }
    static std::string name(int i)
    {
        return QStringLiteral("k%1").arg(i, 3, 10, QLatin1Char('0')).toStdString();
    }
    QString at(int row) const { return view->model()->index(row, 0).data().toString(); }
    int rows() const { return view->model()->rowCount(); }
    void click(int row) const
    {
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
            view->visualRect(view->model()->index(row, 0)).center());
        leave(); // the pointer goes on
    }
    void hover(int row) const
    {
        const QPoint to = view->visualRect(view->model()->index(row, 0)).center();
        view->viewport()->setAttribute(Qt::WA_UnderMouse, true);
        QMouseEvent move(QEvent::MouseMove, to, view->viewport()->mapToGlobal(to), Qt::NoButton,
            Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(view->viewport(), &move);
    }
    void leave() const
    {
        view->viewport()->setAttribute(Qt::WA_UnderMouse, false);
        QEvent event(QEvent::Leave);
        QApplication::sendEvent(view->viewport(), &event);
    }
    QPushButton *button(const char *text) const
    {
        for (auto *candidate : panel->findChildren<QPushButton *>()) {
            if (candidate->text() == keyWords(text))
                return candidate;
        }
        qFatal("no such button");
    }
    bool says(const QString &text) const
    {
        for (const auto *label : panel->findChildren<QLabel *>()) {
            if (label->text() == text && label->isVisible())
                return true;
        }
        return false;
    }

    Store store;
    std::optional<KeysPanel> panel;
    KeysView *view = nullptr;
};
} // namespace

class TestKeysPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }

    void selectByMouseAndKeyboard()
    {
        Shown shown(40);
        QSignalSpy selected(&*shown.panel, &KeysPanel::selectionChanged);
        shown.click(2);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected[0][0].toString(), keyWords("tierlens:k002"));
        shown.view->setFocus();
        QTest::keyClick(shown.view, Qt::Key_Down);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k003"));
        QTest::keyClick(shown.view, Qt::Key_End);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k039"));
        QVERIFY(shown.view->viewport()->rect().contains(
            shown.view->visualRect(shown.view->currentIndex())));
        QTest::keyClick(shown.view, Qt::Key_PageUp);
        QTest::keyClick(shown.view, Qt::Key_Home);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k000"));
        QCOMPARE(shown.view->verticalScrollBar()->value(), 0);
    }

    void ordersCarryTheWholeKey()
    {
        Shown shown(5);
        QSignalSpy invalidate(&*shown.panel, &KeysPanel::invalidateKey),
            expire(&*shown.panel, &KeysPanel::expireKey),
            refresh(&*shown.panel, &KeysPanel::refreshKey);
        for (const char *text : {"Invalidate", "Expire now", "Refresh"}) {
            QVERIFY(!shown.button(text)->isEnabled());
            QCOMPARE(shown.button(text)->toolTip(), keyWords("Select a key first."));
            QCOMPARE(shown.button(text)->accessibleDescription(), keyWords("Select a key first."));
        }
        shown.click(1);
        QTest::mouseClick(shown.button("Invalidate"), Qt::LeftButton);
        QTest::keyClick(shown.button("Expire now"), Qt::Key_Space);
        QTest::mouseClick(shown.button("Refresh"), Qt::LeftButton);
        QCOMPARE(invalidate.value(0).value(0).toString(), keyWords("tierlens:k001"));
        QCOMPARE(expire.value(0).value(0).toString(), keyWords("tierlens:k001"));
        QCOMPARE(refresh.value(0).value(0).toString(), keyWords("tierlens:k001"));

        shown.panel->setBlocked(keyWords("Redis does not answer."));
        QVERIFY(!shown.button("Refresh")->isEnabled());
        QCOMPARE(shown.button("Refresh")->toolTip(), keyWords("Redis does not answer."));
        shown.panel->setBlocked({});
        QVERIFY(shown.button("Invalidate")->isEnabled());
    }

    void theSelectionFollowsItsKey()
    {
        Shown shown(30);
        shown.click(4);
        QSignalSpy selected(&*shown.panel, &KeysPanel::selectionChanged);
        append(shown.store, {drop("k000"), drop("k001"), fill("k010", 1s, 1s)}, 1s);
        shown.panel->refresh(1s);
        QCOMPARE(shown.at(0), keyWords("k010"));
        QCOMPARE(shown.view->currentIndex().row(), 3);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k004"));

        // Gone, it stays chosen; back again, it is where it belongs.
        append(shown.store, {drop("k004")}, 2s);
        shown.panel->refresh(2s);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k004"));
        QVERIFY(!shown.view->currentIndex().isValid());
        QVERIFY(shown.says(keyWords("Not in Redis now.")));
        QVERIFY(!shown.button("Invalidate")->isEnabled());
        QVERIFY(shown.button("Refresh")->isEnabled());
        append(shown.store, {fill("k004", 2000s, 3s)}, 3s);
        shown.panel->refresh(3s);
        QCOMPARE(shown.view->currentIndex().data().toString(), keyWords("k004"));
        QCOMPARE(shown.view->currentIndex().row(), shown.rows() - 1);
        QVERIFY(shown.button("Invalidate")->isEnabled());
        QCOMPARE(selected.size(), 0); // it was the same key all the time
    }

    void theScrollPositionFollowsTheKeys()
    {
        Shown shown(200);
        shown.view->verticalScrollBar()->setValue(50 * shown.view->rowHeight() + 7);
        std::vector<Event> events;
        for (int i = 0; i < 20; ++i)
            events.push_back(drop(Shown::name(i)));
        append(shown.store, std::move(events), 1s);
        shown.panel->refresh(1s);
        QCOMPARE(shown.at(30), keyWords("k050"));
        QCOMPARE(shown.view->verticalScrollBar()->value(), 30 * shown.view->rowHeight() + 7);
        // At the top one stays at the top.
        shown.view->verticalScrollBar()->setValue(0);
        append(shown.store, {fill("first", 1s, 2s)}, 2s);
        shown.panel->refresh(2s);
        QCOMPARE(shown.at(0), keyWords("first"));
        QCOMPARE(shown.view->verticalScrollBar()->value(), 0);
    }

    void theOrderIsHeldUnderThePointer()
    {
        Shown shown(20);
        shown.hover(3);
        QVERIFY(shown.view->isHeld());
        append(shown.store, {drop("k000"), fill("new", 1s, 1s)}, 1s);
        shown.panel->refresh(1s);
        QCOMPARE(shown.rows(), 20);
        QCOMPARE(shown.at(0), keyWords("k000"));
        QVERIFY(shown.view->model()->index(0, 0).data(KeyModel::GoneRole).toBool());
        QVERIFY(shown.says(keyWords("20 · order held")));
        QCOMPARE(
            shown.view->model()->index(3, 0).data(KeyModel::TtlRole).toString(), keyWords("1:42"));
        shown.panel->refresh(21s); // bars go on
        QCOMPARE(
            shown.view->model()->index(3, 0).data(KeyModel::TtlRole).toString(), keyWords("1:22"));
        shown.leave();
        shown.panel->refresh(22s);
        QCOMPARE(shown.at(0), keyWords("new"));
        QVERIFY(shown.says(keyWords("20")));
    }

    void syncsTwiceASecondAtMost()
    {
        Shown shown(3);
        append(shown.store, {fill("new", 500s, 0s)}, 100ms);
        shown.panel->refresh(100ms);
        QCOMPARE(shown.rows(), 4);
        append(shown.store, {fill("newer", 500s, 0s)}, 200ms);
        shown.panel->refresh(200ms);
        QCOMPARE(shown.rows(), 4);
        shown.panel->refresh(599ms);
        QCOMPARE(shown.rows(), 4);
        shown.panel->refresh(600ms);
        QCOMPARE(shown.rows(), 5);
    }

    void ofASilentRedisNothingIsCountedDown()
    {
        Shown shown(3); // the first is to expire after 100 s
        append(shown.store,
            {{Origin::Demo, 95s, {},
                ServerChange{Tier::Redis, ServerChange::State::Frozen, 0, "", {}, {}}}},
            95s);
        append(shown.store, {}, 110s);
        shown.panel->refresh(110s);
        shown.panel->refresh(111s);
        QCOMPARE(shown.rows(), 3); // whether it has gone, only Redis knows
        const auto ttl = shown.view->model()->index(0, 0).data(KeyModel::TtlRole).toString();
        QVERIFY2(ttl.startsWith(QStringLiteral("5")), qPrintable(ttl)); // as when it fell silent
        const auto labels = shown.panel->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
            [](const QLabel *label) { return label->text().contains(QStringLiteral("as of ")); }));
        append(shown.store,
            {{Origin::Demo, 112s, {},
                ServerChange{Tier::Redis, ServerChange::State::Up, 0, "", {}, {}}}},
            112s);
        shown.panel->refresh(112s);
        QVERIFY(!shown.store.keys().find("tierlens:k000")); // now its time is known to be over
    }

    void filterAndEmptyStates()
    {
        Shown shown(12);
        auto *filter = shown.panel->findChild<QLineEdit *>();
        shown.panel->focusFilter();
        QTest::keyClicks(filter, keyWords("k00*"));
        QCOMPARE(shown.rows(), 10);
        QVERIFY(shown.says(keyWords("10 of 12")));
        QTest::keyClicks(filter, keyWords("x"));
        QCOMPARE(shown.rows(), 0);
        QVERIFY(
            shown.view->accessibleDescription().startsWith(keyWords("No key matches “k00*x”.")));
        filter->clear();
        QCOMPARE(shown.rows(), 12);
        QCOMPARE(shown.says(keyWords("12")), true);

        Shown empty(0);
        QVERIFY(empty.view->accessibleDescription().contains(keyWords("no keys")));
    }

    void aFilterKeepsTheSelection()
    {
        Shown shown(12);
        shown.click(7);
        auto *filter = shown.panel->findChild<QLineEdit *>();
        filter->setText(keyWords("k007"));
        QCOMPARE(shown.view->currentIndex().row(), 0);
        filter->setText(keyWords("k001"));
        QVERIFY(!shown.view->currentIndex().isValid());
        filter->clear();
        QCOMPARE(shown.view->currentIndex().row(), 7);
        QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k007"));
    }

    void sortMenu()
    {
        Shown shown(5);
        auto *sort = shown.panel->findChild<Pill *>();
        QTest::mouseClick(sort, Qt::LeftButton);
        auto *menu = sort->findChild<QMenu *>();
        QTRY_VERIFY(menu->isVisible());
        append(shown.store, {fill("a", 1000s, 1s)}, 1s);
        menu->actions()[1]->trigger();
        menu->close();
        QCOMPARE(shown.at(0), keyWords("a"));
        QCOMPARE(sort->accessibleName(), keyWords("Order of the keys: name"));
    }

    void copiesTheKey()
    {
        Shown shown(5);
        shown.click(3);
        QTest::keyClick(shown.view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), keyWords("tierlens:k003"));
        QApplication::clipboard()->clear();
        Q_EMIT shown.view->customContextMenuRequested({20, 20});
        QMenu *menu = nullptr;
        for (auto *child :
            shown.panel->findChildren<QMenu *>(QString(), Qt::FindDirectChildrenOnly))
            menu = child;
        QVERIFY(menu);
        menu->actions()[0]->trigger();
        QCOMPARE(QApplication::clipboard()->text(), keyWords("tierlens:k003"));
        QSignalSpy refresh(&*shown.panel, &KeysPanel::refreshKey);
        QSignalSpy plan(&*shown.panel, &KeysPanel::planKey);
        menu->actions().at(menu->actions().size() - 2)->trigger();
        QCOMPARE(refresh.size(), 1);
        menu->actions().last()->trigger();
        QCOMPARE(plan.size(), 1);
        QCOMPARE(plan[0][0].toString(), keyWords("tierlens:k003"));
        menu->close();
    }

    void detailsOfAKey()
    {
        HeldKey row;
        row.key = "tierlens:a";
        row.value = "511204";
        row.size = 72;
        row.hits = 1204;
        row.fills = 3;
        row.version = row.truthVersion = 7;
        row.ttl = 30s;
        row.expiresAt = 40s;
        const auto plain
            = [](QString text) { return text.replace(QChar(0x202f), QLatin1Char(' ')); };
        QCOMPARE(plain(KeyDetails::countsText(row)),
            keyWords("\"511204\" · 72 bytes · 1 204 hits · filled 3 times"));
        QCOMPARE(KeyDetails::stateText(row, 28s), keyWords("version 7 · nothing newer known"));
        QCOMPARE(KeyDetails::expiryText(row, 28s), keyWords("expires in 12.0 s of 30.0 s"));
        row.truthVersion = 8;
        row.staleSince = 25s;
        QCOMPARE(KeyDetails::stateText(row, 28s),
            keyWords("version 7, Postgres has 8 · stale for 3.0 s"));
        row.value = std::string(38, 'x');
        row.size = 0; // nobody told it
        QVERIFY(!KeyDetails::countsText(row).contains(keyWords("0 bytes")));
        QVERIFY(KeyDetails::countsText(row).contains(keyWords("size not known")));
        row.size = 4000;
        QVERIFY(KeyDetails::valueText(row).endsWith(keyWords("…\"")));
    }

    void screenReadersSeeTheRows()
    {
        Shown shown(3);
        auto *list = QAccessible::queryAccessibleInterface(shown.view);
        QVERIFY(list && list->tableInterface());
        QCOMPARE(list->tableInterface()->rowCount(), 3);
        auto *cell = list->tableInterface()->cellAt(1, 0);
        QVERIFY(cell);
        QVERIFY(cell->text(QAccessible::Name).startsWith(keyWords("k001, string, expires in")));
        QCOMPARE(cell->rect().height(), shown.view->rowHeight());
    }

    void theModelIsSoundUnderTheView()
    {
        Shown shown(50);
        QAbstractItemModelTester tester(
            shown.view->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        shown.click(5);
        for (int round = 1; round < 60; ++round) {
            const auto now = std::chrono::milliseconds(500 * round);
            append(shown.store,
                {drop(Shown::name(round % 50)),
                    fill(Shown::name((round * 7) % 60), std::chrono::seconds(1 + round % 9), now)},
                now);
            shown.panel->refresh(now);
            QCOMPARE(shown.rows(), static_cast<int>(shown.store.keys().rows().size()));
            QCOMPARE(shown.panel->selectedKey(), keyWords("tierlens:k005"));
            QCOMPARE(shown.view->currentIndex().isValid(),
                shown.store.keys().find("tierlens:k005") != nullptr);
        }
    }
};

QTEST_MAIN(TestKeysPanel)
#include "tst_keyspanel.moc"
