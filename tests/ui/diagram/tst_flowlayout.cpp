// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowcamera.h"
#include "diagram/flowstyle.h"
#include "flowexample.h"
#include "flowlayout/flowcolumn.h"
#include "flowlayout/flowlayout.h"
#include "theme/contrast.h"
#include "theme/theme.h"

#include <QTest>

using namespace tierlens;

namespace {
constexpr std::array Pipes{FlowPipe::Ask, FlowPipe::Answer, FlowPipe::Miss, FlowPipe::Row,
    FlowPipe::Write, FlowPipe::Back, FlowPipe::Invalidate};

FlowLayout layoutOf(const FlowFigures &figures, QSize size, bool pastRedis)
{
    return {size, FlowStyle(figures, FlowLayout::scaleFor(size)).extents(), pastRedis};
}

FlowFigures normalFigures()
{
    static const FlowFigures figures = [] {
        example::Filler filler;
        filler.fill();
        auto made = flowFigures(filler.store, example::context());
        made[FlowText::DotNote].variants = {QStringLiteral("1 dot = 250 requests · slowed down"),
            QStringLiteral("1 dot = 250 requests")};
        made[FlowText::LegendFailed].variants = {QStringLiteral("failed")};
        return made;
    }();
    return figures;
}
} // namespace

class TestFlowLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingOverlapsOrIsClipped_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("pastRedis");
        QTest::addColumn<bool>("long_");
        for (const int width : {560, 600, 640, 700, 800, 931, 1100, 1280, 1600, 1920, 2560, 3840}) {
            for (const int height : {300, 340, 400, 431, 520, 700, 1000, 2160}) {
                for (const int variant : {0, 1, 2})
                    QTest::addRow("%dx%d/%d", width, height, variant)
                        << QSize(width, height) << (variant == 1) << (variant == 2);
            }
        }
    }
    void nothingOverlapsOrIsClipped()
    {
        QFETCH(QSize, size);
        QFETCH(bool, pastRedis);
        QFETCH(bool, long_);
        auto figures = normalFigures();
        if (long_) {
            for (const auto text :
                {FlowText::Hits, FlowText::Misses, FlowText::Queries, FlowText::Avoided})
                figures[text].variants
                    = {QStringLiteral("1 234 567 890"), QStringLiteral("1.23 G")};
            figures[FlowText::Title].variants
                = {QStringLiteral("GET /conversation/customer-1234567/history")};
            figures[FlowText::Typical].variants = {QStringLiteral("1 234 ms")};
        }
        const FlowLayout layout = layoutOf(figures, size, pastRedis);
        const QRectF all(QPointF(0, 0), size);
        for (std::size_t a = 0; a < FlowTextCount; ++a) {
            const auto &first = layout.place(static_cast<FlowText>(a));
            if (!first.isShown())
                continue;
            QVERIFY2(all.contains(first.rect), qPrintable(QString::number(a)));
            for (std::size_t b = a + 1; b < FlowTextCount; ++b) {
                const auto &second = layout.place(static_cast<FlowText>(b));
                const QRectF common = first.rect & second.rect;
                QVERIFY2(!second.isShown() || common.width() < 0.5 || common.height() < 0.5,
                    qPrintable(QStringLiteral("texts %1 and %2").arg(a).arg(b)));
            }
        }
        for (std::size_t node = 0; node < FlowNodeCount; ++node) {
            const QRectF box = layout.node(static_cast<FlowNode>(node));
            QVERIFY(all.contains(box));
            for (std::size_t text = 0; text < FlowTextCount; ++text) {
                const auto &place = layout.place(static_cast<FlowText>(text));
                const auto of = text >= indexOf(FlowText::PostgresName)
                        && text <= indexOf(FlowText::PostgresWhy)
                    ? FlowNode::Postgres
                    : text >= indexOf(FlowText::RedisName) && text <= indexOf(FlowText::RedisWhy)
                    ? FlowNode::Redis
                    : FlowNode::App;
                const bool inBox
                    = text >= indexOf(FlowText::AppName) && text <= indexOf(FlowText::PostgresWhy);
                if (!place.isShown())
                    continue;
                if (inBox && indexOf(of) == node)
                    QVERIFY2(box.contains(place.rect),
                        qPrintable(QStringLiteral("text %1 leaves its box").arg(text)));
                else
                    QVERIFY2(!box.intersects(place.rect.adjusted(0.5, 0.5, -0.5, -0.5)),
                        qPrintable(QStringLiteral("text %1 lies on box %2").arg(text).arg(node)));
            }
        }
        // No text lies on a pipe.
        for (const FlowPipe pipe : Pipes) {
            if (layout.pipe(pipe).isEmpty())
                continue;
            for (int step = 0; step <= 200; ++step) {
                const QPointF at = layout.pipe(pipe).at(step / 200.0);
                const double reach = layout.pipeWidth() / 2;
                const QRectF bed(at.x() - 0.5, at.y() - reach, 1, 2 * reach);
                for (std::size_t text = indexOf(FlowText::AskLabel); text < FlowTextCount; ++text) {
                    const auto &place = layout.place(static_cast<FlowText>(text));
                    QVERIFY2(!place.isShown() || !bed.intersects(place.rect),
                        qPrintable(QStringLiteral("text %1 lies on pipe %2")
                                       .arg(text)
                                       .arg(indexOf(pipe))));
                }
            }
        }
        if (!layout.ring().isEmpty()) {
            for (const FlowText text :
                {FlowText::Hits, FlowText::Misses, FlowText::Keys, FlowText::RedisAbout})
                QVERIFY(!layout.place(text).isShown()
                    || !layout.ring().adjusted(1, 1, -1, -1).intersects(layout.place(text).rect));
        }
    }

    void noFigureStandsWithoutItsWord_data() { nothingOverlapsOrIsClipped_data(); }
    void noFigureStandsWithoutItsWord()
    {
        QFETCH(QSize, size);
        QFETCH(bool, pastRedis);
        const FlowLayout layout = layoutOf(normalFigures(), size, pastRedis);
        for (const auto figure :
            {FlowText::Hits, FlowText::Misses, FlowText::Queries, FlowText::Avoided}) {
            const auto word = static_cast<FlowText>(indexOf(figure) + 1);
            QVERIFY2(!layout.place(figure).isShown() || layout.place(word).isShown(),
                qPrintable(QString::number(indexOf(figure))));
        }
    }

    void theFiguresAreNeverLeftOut_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(560, 300), QSize(620, 300), QSize(931, 431),
                 QSize(1400, 700), QSize(3840, 2160)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void theFiguresAreNeverLeftOut()
    {
        QFETCH(QSize, size);
        const FlowLayout layout = layoutOf(normalFigures(), size, false);
        for (const auto text : {FlowText::Title, FlowText::AppName, FlowText::Typical,
                 FlowText::Slowest, FlowText::RedisName, FlowText::Hits, FlowText::Misses,
                 FlowText::HitRate, FlowText::PostgresName, FlowText::Queries, FlowText::Avoided,
                 FlowText::Sentence, FlowText::DotNote})
            QVERIFY2(layout.place(text).isShown(), qPrintable(QString::number(indexOf(text))));
        // The ring repeats the hit rate; in the smallest size it depends on the font's own height.
        QVERIFY(!layout.ring().isEmpty() || size.width() < 600);
    }

    void everythingIsThereAtTheDesignedSize()
    {
        auto figures = normalFigures();
        figures[FlowText::LegendFailed].variants.clear();
        const FlowLayout layout = layoutOf(figures, {931, 431}, false);
        QCOMPARE(layout.scale(), 1.0);
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            if (!figures.lines[i].variants.isEmpty())
                QVERIFY2(layout.place(static_cast<FlowText>(i)).isShown(),
                    qPrintable(QString::number(i)));
        }
        // The figures of Redis and Postgres stand on one line.
        QCOMPARE(layout.place(FlowText::Hits).baseline, layout.place(FlowText::Queries).baseline);
    }

    // What a tour points at is framed with its label, and the boxes it is about stay bright.
    void aSpotHoldsTheLabelAndTheBoxes_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<int>("label");
        QTest::addColumn<QList<int>>("boxes");
        const int app = int(FlowNode::App), redis = int(FlowNode::Redis),
                  postgres = int(FlowNode::Postgres);
        QTest::newRow("ask") << QStringLiteral("ask") << int(FlowText::AskLabel)
                             << QList<int>{app, redis};
        QTest::newRow("answer") << QStringLiteral("answer") << int(FlowText::AnswerLabel)
                                << QList<int>{app, redis};
        QTest::newRow("miss") << QStringLiteral("miss") << int(FlowText::MissLabel)
                              << QList<int>{redis, postgres};
        QTest::newRow("row") << QStringLiteral("row") << int(FlowText::RowLabel)
                             << QList<int>{redis, postgres};
        QTest::newRow("write") << QStringLiteral("write") << int(FlowText::WriteLabel)
                               << QList<int>{app, postgres};
        QTest::newRow("invalidate")
            << QStringLiteral("invalidate") << int(FlowText::InvalidateLabel)
            << QList<int>{redis, postgres};
        QTest::newRow("hit rate") << QStringLiteral("hit-rate") << int(FlowText::HitRate)
                                  << QList<int>{redis};
    }
    void aSpotHoldsTheLabelAndTheBoxes()
    {
        QFETCH(QString, part);
        QFETCH(int, label);
        QFETCH(QList<int>, boxes);
        auto figures = normalFigures();
        figures.large = true; // as presenter mode has it, which says these elsewhere
        for (const auto text : {FlowText::Title, FlowText::Rate, FlowText::LegendHit,
                 FlowText::LegendMiss, FlowText::LegendWrite, FlowText::LegendInvalidated,
                 FlowText::LegendFailed, FlowText::Sentence, FlowText::DotNote})
            figures[text] = {};
        const QSize size(1920, 624);
        const FlowLayout layout(
            size, FlowStyle(figures, FlowLayout::scaleFor(size, true)).extents(), false, true);
        const auto &place = layout.place(static_cast<FlowText>(label));
        QVERIFY(place.isShown());
        QVERIFY(flowSpot(layout, part).contains(place.rect));
        const auto lit = flowLit(layout, part);
        for (const int box : boxes)
            QVERIFY(lit.contains(layout.node(static_cast<FlowNode>(box)).center()));
        QVERIFY(!layout.ring().isEmpty());
        const auto &rate = layout.place(FlowText::HitRate);
        QVERIFY(rate.rect.width() < 0.85 * (layout.ring().width() - 2 * layout.ringStroke()));
    }

    void growsWithItsSize()
    {
        const FlowLayout one = layoutOf(normalFigures(), {931, 431}, false);
        const FlowLayout two = layoutOf(normalFigures(), {1862, 862}, false);
        QCOMPARE(two.scale(), 2 * one.scale());
        QVERIFY(std::abs(two.node(FlowNode::Redis).width() - 2 * one.node(FlowNode::Redis).width())
            <= 2);
        QVERIFY(
            std::abs(two.node(FlowNode::Redis).height() - 2 * one.node(FlowNode::Redis).height())
            <= 3);
    }

    void pipesJoinTheBoxes()
    {
        const FlowLayout layout = layoutOf(normalFigures(), {931, 431}, true);
        const auto ends = [&](FlowPipe pipe, FlowNode from, FlowNode to) {
            const QRectF a = layout.node(from).adjusted(-1, -1, 1, 1),
                         b = layout.node(to).adjusted(-1, -1, 1, 1);
            return a.contains(layout.pipe(pipe).at(0)) && b.contains(layout.pipe(pipe).at(1));
        };
        QVERIFY(ends(FlowPipe::Ask, FlowNode::App, FlowNode::Redis));
        QVERIFY(ends(FlowPipe::Answer, FlowNode::Redis, FlowNode::App));
        QVERIFY(ends(FlowPipe::Miss, FlowNode::Redis, FlowNode::Postgres));
        QVERIFY(ends(FlowPipe::Row, FlowNode::Postgres, FlowNode::Redis));
        QVERIFY(ends(FlowPipe::Write, FlowNode::App, FlowNode::Postgres));
        QVERIFY(ends(FlowPipe::Back, FlowNode::Postgres, FlowNode::App));
        QVERIFY(ends(FlowPipe::Invalidate, FlowNode::Postgres, FlowNode::Redis));
    }

    void hitTest()
    {
        const FlowLayout layout = layoutOf(normalFigures(), {931, 431}, true);
        for (std::size_t i = 0; i < FlowNodeCount; ++i)
            QCOMPARE(layout.nodeAt(layout.node(static_cast<FlowNode>(i)).center()),
                static_cast<FlowNode>(i));
        for (const FlowPipe pipe : Pipes)
            QCOMPARE(layout.pipeAt(layout.pipe(pipe).at(0.5)), pipe);
        QCOMPARE(layout.textAt(layout.place(FlowText::Hits).rect.center()), FlowText::Hits);
        QVERIFY(!layout.nodeAt({1, 1}));
        QVERIFY(!layout.pipeAt({1, 1}));
        QVERIFY(!layout.textAt({1, 1}));
    }

    void pathsAreWalkedEvenly()
    {
        QPainterPath line(QPointF(0, 0));
        line.cubicTo(10, 300, 590, 300, 600, 20);
        const FlowPath path(line);
        QCOMPARE(path.at(0), QPointF(0, 0));
        QCOMPARE(path.at(1), QPointF(600, 20));
        const auto step = [&path](int i) {
            return QLineF(path.at(i / 64.0), path.at((i + 1) / 64.0)).length();
        };
        for (int i = 0; i < 64; ++i)
            QVERIFY(std::abs(step(i) - path.length() / 64) < path.length() / 64 * 0.1);
        for (int i = 0; i <= 100; ++i)
            QVERIFY(
                line.boundingRect().adjusted(-0.1, -0.1, 0.1, 0.1).contains(path.at(i / 100.0)));
    }

    void columnDropsTheLeastImportant()
    {
        FlowColumn column;
        column.add({1, 20, 0, 5});
        column.add({2, 20, 10, 1});
        column.add({3, 20, 10, 3});
        FlowColumn roomy = column, tight = column, tiny = column;
        roomy.arrange(100, 80);
        QCOMPARE(roomy.topOf(2), 130.0);
        QCOMPARE(roomy.bottomOf(3), 180.0);
        tight.arrange(100, 50);
        QCOMPARE(tight.topOf(2), -1.0);
        QVERIFY(tight.bottomOf(3) <= 150);
        tiny.arrange(100, 20);
        QCOMPARE(tiny.topOf(3), -1.0);
        QCOMPARE(tiny.topOf(1), 100.0);
    }

    void textsCanBeRead_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("condition");
        for (int condition = 0; condition <= int(FlowFigures::Condition::Off); ++condition) {
            QTest::addRow("dark %d", condition) << true << condition;
            QTest::addRow("light %d", condition) << false << condition;
        }
    }
    void textsCanBeRead()
    {
        QFETCH(bool, dark);
        QFETCH(int, condition);
        setTheme(dark ? Theme::darkTheme() : Theme::lightTheme());
        auto figures = normalFigures();
        figures.redis = figures.postgres = static_cast<FlowFigures::Condition>(condition);
        const FlowStyle style(figures, 1);
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            const auto text = static_cast<FlowText>(i);
            const double found = contrast(style.color(text), style.behind(text));
            QVERIFY2(
                found >= TextContrast, qPrintable(QStringLiteral("text %1: %2").arg(i).arg(found)));
        }
        setTheme(Theme::darkTheme());
    }
};

QTEST_MAIN(TestFlowLayout)
#include "tst_flowlayout.moc"
