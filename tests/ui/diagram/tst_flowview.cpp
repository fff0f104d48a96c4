// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "diagram/flowaccessible.h"
#include "diagram/flowview.h"
#include "flowexample.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

using namespace tierlens;
using namespace std::chrono_literals;
using Condition = FlowFigures::Condition;

namespace {
QtMessageHandler before = nullptr;
QStringList warnings;
void collect(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type != QtDebugMsg && type != QtInfoMsg)
        warnings << text;
    before(type, context, text);
}

FlowFigures viewFigures()
{
    static const FlowFigures figures = [] {
        example::Filler filler;
        filler.fill();
        return flowFigures(filler.store, example::context());
    }();
    return figures;
}

std::vector<Store::RecentRequest> batchOf(Outcome outcome, std::size_t count)
{
    return std::vector<Store::RecentRequest>(
        count, {example::request(outcome, 0, 100us, 40ms), 0ns, 1ms});
}
} // namespace

class TestFlowView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::darkTheme().applyTo(*qApp);
        before = qInstallMessageHandler(collect);
    }
    void cleanupTestCase() { qInstallMessageHandler(before); }
    void init() { warnings.clear(); }
    void cleanup() { QVERIFY2(warnings.isEmpty(), qPrintable(warnings.join(QLatin1Char('\n')))); }

    void aToolTipKeepsItsNumbersWhole()
    {
        QTextDocument tip;
        tip.setHtml(FlowView::wrappingTip(
            countText(9517) + QStringLiteral(" reads <of> the last 10 seconds")));
        QCOMPARE(
            tip.toRawText(), countText(9517) + QStringLiteral(" reads <of> the last 10 seconds"));
    }

    void paintsEveryState_data()
    {
        QTest::addColumn<int>("condition");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (int condition = 0; condition <= int(Condition::Off); ++condition) {
            for (const bool dark : {true, false}) {
                for (const QSize size : {QSize(1, 1), QSize(300, 120), QSize(560, 300),
                         QSize(931, 431), QSize(1400, 700)})
                    QTest::addRow("%d %d %dx%d", condition, dark, size.width(), size.height())
                        << condition << dark << size;
            }
        }
    }
    void paintsEveryState()
    {
        QFETCH(int, condition);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        setTheme(dark ? Theme::darkTheme() : Theme::lightTheme());
        FlowView view;
        view.resize(size);
        view.show();
        auto figures = viewFigures();
        figures.redis = figures.postgres = static_cast<Condition>(condition);
        if (figures.redis != Condition::Up) {
            for (const auto text : {FlowText::RedisWord, FlowText::PostgresWord})
                figures[text].variants = {QStringLiteral("not running")};
            for (const auto text : {FlowText::RedisWhy, FlowText::PostgresWhy})
                figures[text].variants
                    = {QStringLiteral("It does not accept connections on the socket it was "
                                      "started with, and nothing else is known about it so far.")};
        }
        view.setFigures(figures);
        for (SinceStart now = 1s; now < 3s; now += 100ms) {
            for (const auto outcome :
                {Outcome::Hit, Outcome::Miss, Outcome::Bypass, Outcome::Write, Outcome::Failed})
                view.addRequests(batchOf(outcome, 1), 0, now);
            view.advance(now);
        }
        const QImage image = view.grab().toImage();
        QCOMPARE(image.size(), size);
        if (size.width() > 500) { // something is drawn in the boxes, in more than their two colours
            QSet<QRgb> colors;
            const QRect box = view.flowLayout().node(FlowNode::Redis).toAlignedRect();
            for (int x = box.left(); x < box.right(); ++x)
                colors.insert(image.pixel(x, box.center().y()));
            for (int y = box.top(); y < box.bottom(); ++y)
                colors.insert(image.pixel(box.left() + 30, y));
            QVERIFY(colors.size() > 4);
        }
        setTheme(Theme::darkTheme());
    }

    void repaintsOnlyWhatMoves()
    {
        FlowView view;
        view.resize(931, 431);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setFigures(viewFigures());
        view.advance(1s);
        QCoreApplication::processEvents();
        const auto painted = view.paintTimes().count();
        QVERIFY(painted > 0);
        for (SinceStart now = 1s; now < 2s; now += 33ms) {
            view.advance(now);
            QCoreApplication::processEvents();
        }
        QCOMPARE(view.paintTimes().count(), painted); // nothing moves, nothing is painted
        view.setFigures(view.figures());
        QCoreApplication::processEvents();
        QCOMPARE(view.paintTimes().count(), painted); // nor when the figures are the same

        view.addRequests(batchOf(Outcome::Hit, 1), 0, 2s);
        int advances = 0;
        for (SinceStart now = 2s; now < 6s; now += 33ms, ++advances) {
            view.advance(now);
            QCoreApplication::processEvents();
        }
        const auto more = view.paintTimes().count() - painted;
        QVERIFY(more > 20 && more <= std::uint64_t(advances));
        QVERIFY(!view.animation().isMoving());
    }

    void aMovedDotLeavesNoTrace()
    {
        FlowView view;
        view.resize(931, 431);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setFigures(viewFigures());
        view.advance(1s);
        const QImage empty = view.grab().toImage();
        view.addRequests(batchOf(Outcome::Miss, 2), 0, 1s);
        view.advance(1300ms);
        QVERIFY(view.grab().toImage() != empty);
        for (SinceStart now = 1400ms; now < 9s; now += 100ms)
            view.advance(now);
        QVERIFY(!view.animation().isMoving());
        QVERIFY(view.grab().toImage() == empty);
    }

    // Only changed texts are drawn again; the result must be the same as drawing everything.
    void changedFiguresLookLikeNewOnes()
    {
        auto figures = viewFigures();
        FlowView changed;
        changed.resize(931, 431);
        changed.setFigures(figures);
        changed.grab();
        figures[FlowText::Hits].variants = {QStringLiteral("11 111")};
        figures[FlowText::Typical].variants = {QStringLiteral("0.77 ms")};
        figures.hitRate = 0.25;
        figures[FlowText::HitRate].variants = {QStringLiteral("25.0 %")};
        changed.setFigures(figures);
        const QImage after = changed.grab().toImage();
        FlowView fresh;
        fresh.resize(931, 431);
        fresh.setFigures(figures);
        QVERIFY(fresh.grab().toImage() == after);
    }

    void followsTheTheme()
    {
        FlowView view;
        view.resize(931, 431);
        view.setFigures(viewFigures());
        const QImage dark = view.grab().toImage();
        Theme::lightTheme().applyTo(*qApp);
        const QImage light = view.grab().toImage();
        Theme::darkTheme().applyTo(*qApp);
        QVERIFY(qGray(dark.pixel(dark.width() / 2, 15)) < 60);
        QVERIFY(qGray(light.pixel(light.width() / 2, 15)) > 200);
    }

    void hiddenViewsDoNothing()
    {
        FlowView view;
        view.resize(931, 431);
        view.addRequests(batchOf(Outcome::Hit, 5), 0, 1s);
        view.advance(1100ms);
        QVERIFY(view.animation().dots().empty());
        QCOMPARE(view.paintTimes().count(), 0u);
    }

    void reducedMotionPaintsNoDots()
    {
        FlowView view;
        view.resize(931, 431);
        view.show();
        view.setFigures(viewFigures());
        view.setReducedMotion(true);
        view.advance(1s);
        view.addRequests(batchOf(Outcome::Hit, 3), 0, 1s);
        const QImage dark = view.grab().toImage();
        view.advance(1200ms);
        QVERIFY(view.animation().dots().empty());
        const QPoint inPipe
            = view.flowLayout().pipe(FlowPipe::Ask).at(0.45).toPoint() + QPoint(0, 4);
        QVERIFY(view.grab().toImage().pixel(inPipe) != dark.pixel(inPipe)); // it is lit
    }

    void keyboardMovesTheFocus()
    {
        FlowView view;
        view.resize(931, 431);
        view.show();
        view.activateWindow();
        view.setFocus(Qt::TabFocusReason);
        QVERIFY(QTest::qWaitForWindowActive(&view));
        QTRY_VERIFY(view.hasFocus());
        const QSignalSpy activated(&view, &FlowView::nodeActivated);
        QCOMPARE(view.focusNode(), FlowNode::App);
        const QImage onApp = view.grab().toImage();
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.focusNode(), FlowNode::Redis);
        QVERIFY(view.grab().toImage() != onApp); // the ring is seen to move
        QTest::keyClick(&view, Qt::Key_Return);
        QTest::keyClick(&view, Qt::Key_End);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.focusNode(), FlowNode::Postgres);
        QTest::keyClick(&view, Qt::Key_Space);
        QTest::keyClick(&view, Qt::Key_Left);
        QTest::keyClick(&view, Qt::Key_Home);
        QCOMPARE(view.focusNode(), FlowNode::App);
        QCOMPARE(activated.size(), 2);
        QCOMPARE(activated.at(0).at(0).toInt(), 1);
        QCOMPARE(activated.at(1).at(0).toInt(), 2);
    }

    void mouseActivatesAndExplains()
    {
        FlowView view;
        view.resize(931, 431);
        view.setFigures(viewFigures());
        view.show();
        const QSignalSpy activated(&view, &FlowView::nodeActivated);
        const auto &layout = view.flowLayout();
        QTest::mouseClick(
            &view, Qt::LeftButton, {}, layout.node(FlowNode::Postgres).center().toPoint());
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.at(0).at(0).toInt(), int(FlowNode::Postgres));
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(3, 3));
        QCOMPARE(activated.size(), 1);
        for (const auto text : {FlowText::Hits, FlowText::HitsLabel})
            QCOMPARE(view.toolTipAt(layout.place(text).rect.center().toPoint()),
                view.figures()[FlowText::Hits].tip);
        QCOMPARE(view.toolTipAt(layout.ring().topLeft().toPoint() + QPoint(10, 12)),
            view.figures()[FlowText::HitRate].tip);
        QVERIFY(view.toolTipAt(layout.pipe(FlowPipe::Ask).at(0.5).toPoint())
                    .startsWith(QStringLiteral("App asks Redis")));
        QVERIFY(view.toolTipAt(layout.node(FlowNode::App).bottomRight().toPoint() - QPoint(8, 8))
                    .startsWith(QStringLiteral("App: 16 clients")));
        QVERIFY(view.toolTipAt({3, 3}).isEmpty());
    }

    void screenReadersFindTheParts()
    {
        FlowView view;
        view.resize(931, 431);
        view.setFigures(viewFigures());
        view.show();
        QAccessibleInterface *whole = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(whole);
        QVERIFY(!whole->text(QAccessible::Name).isEmpty());
        QCOMPARE(whole->childCount(), FlowAccessible::PartCount);
        for (int i = 0; i < whole->childCount(); ++i) {
            QAccessibleInterface *part = whole->child(i);
            QVERIFY(part && part->isValid());
            QVERIFY2(!part->text(QAccessible::Name).isEmpty(), qPrintable(QString::number(i)));
            QCOMPARE(whole->indexOfChild(part), i);
            QCOMPARE(part->parent(), whole);
            QVERIFY(
                part->role() == QAccessible::Graphic || part->role() == QAccessible::StaticText);
        }
        QAccessibleInterface *redis = whole->child(int(FlowNode::Redis));
        QCOMPARE(redis->text(QAccessible::Name), QStringLiteral("Redis, short-term memory"));
        QVERIFY(redis->text(QAccessible::Description).contains(QStringLiteral("hits")));
        QVERIFY(redis->state().focusable);
        const QPoint middle = redis->rect().center();
        QCOMPARE(view.mapFromGlobal(middle),
            view.flowLayout().node(FlowNode::Redis).toAlignedRect().center());
        QCOMPARE(whole->childAt(middle.x(), middle.y()), redis);
        QCOMPARE(whole->child(FlowAccessible::PartCount), nullptr);
        QVERIFY(whole->child(FlowAccessible::PartCount - 1)
                    ->text(QAccessible::Name)
                    .startsWith(QStringLiteral("Redis answers")));
    }
};

QTEST_MAIN(TestFlowView)
#include "tst_flowview.moc"
