// SPDX-License-Identifier: GPL-3.0-or-later
// Presenter mode without servers: keys, mouse, zoom, names, questions, pictures.
#include "diagram/flowview.h"
#include "present/captionbar.h"
#include "present/laserdot.h"
#include "present/pictures.h"
#include "present/presenter.h"
#include "present/presentheader.h"
#include "present/speakernotes.h"
#include "present/stagekeys.h"
#include "session/session.h"
#include "theme/theme.h"
#include "ui/diagram/flowexample.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QLabel>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QXmlStreamReader>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
SessionOptions elsewhere()
{
    SessionOptions options;
    options.sandbox = false;
    options.redis = QStringLiteral("redis://ottilie@cache.secret.example:6390/3");
    options.postgres = QStringLiteral("postgresql://ottilie@db.secret.example:5544/ledgerbook");
    return options;
}

PresentScene scene()
{
    PresentScene scene;
    scene.tourTitle = QStringLiteral("A tour");
    scene.title = QStringLiteral("A step");
    scene.caption = QStringLiteral("What is to be seen.");
    scene.notes = QStringLiteral("What to say.");
    scene.step = 2;
    scene.count = 5;
    scene.hasNext = scene.hasPrevious = true;
    return scene;
}

// Every text that may be read in a widget and below it.
QStringList texts(QWidget &widget)
{
    QStringList all{widget.windowTitle()};
    auto widgets = widget.findChildren<QWidget *>();
    widgets << &widget;
    for (auto *each : widgets) {
        all << each->accessibleName() << each->accessibleDescription() << each->toolTip();
        if (auto *label = qobject_cast<QLabel *>(each))
            all << label->text();
        if (auto *view = qobject_cast<FlowView *>(each)) {
            for (const auto &line : view->figures().lines)
                all << line.variants << line.tip;
        }
    }
    return all;
}

int countOf(const QByteArray &svg, const QString &element)
{
    QXmlStreamReader reader(svg);
    int count = 0;
    while (!reader.atEnd())
        count += reader.readNext() == QXmlStreamReader::StartElement && reader.name() == element;
    return reader.hasError() ? -1 : count;
}
} // namespace

class TestPresenter : public QObject
{
    Q_OBJECT
    std::unique_ptr<Session> session;
    std::unique_ptr<Presenter> stage;

    CaptionBar &caption() { return *stage->findChild<CaptionBar *>(); }
    FlowFigures someFigures()
    {
        example::Filler filler;
        filler.fill();
        return flowFigures(filler.store, example::context());
    }

private Q_SLOTS:
    void initTestCase() { Theme::darkTheme().applyTo(*qApp); }
    void init()
    {
        session = std::make_unique<Session>(elsewhere());
        stage = std::make_unique<Presenter>(*session, nullptr);
        stage->resize(1920, 1080);
        stage->show();
        QVERIFY(QTest::qWaitForWindowExposed(stage.get()));
        stage->enter(false);
    }
    void cleanup()
    {
        stage.reset();
        session.reset();
    }

    void clickerKeysLead()
    {
        QSignalSpy next(stage.get(), &Presenter::nextRequested);
        QSignalSpy previous(stage.get(), &Presenter::previousRequested);
        for (const auto key : {Qt::Key_PageDown, Qt::Key_Right, Qt::Key_Down})
            QTest::keyClick(stage.get(), key);
        QCOMPARE(next.count(), 3);
        for (const auto key : {Qt::Key_PageUp, Qt::Key_Left, Qt::Key_Up})
            QTest::keyClick(stage.get(), key);
        QCOMPARE(previous.count(), 3);
        QTest::keyClick(stage.get(), Qt::Key_Space); // pauses the traffic: not ours
        QCOMPARE(next.count(), 3);
        stage->setScene(scene());
        QTest::keyClick(stage.get(), Qt::Key_Space);
        QCOMPARE(next.count(), 4);
    }

    void blackScreenComesBackBeforeItGoesOn()
    {
        QSignalSpy next(stage.get(), &Presenter::nextRequested);
        QTest::keyClick(stage.get(), Qt::Key_B);
        QVERIFY(stage->isBlank());
        QCOMPARE(stage->grab().toImage().pixelColor(960, 540), QColor(Qt::black));
        QTest::keyClick(stage.get(), Qt::Key_PageDown);
        QVERIFY(!stage->isBlank());
        QCOMPARE(next.count(), 0);
        QTest::keyClick(stage.get(), Qt::Key_Period);
        QVERIFY(stage->isBlank());
        QTest::keyClick(stage.get(), Qt::Key_Escape);
        QVERIFY(!stage->isBlank());
        QVERIFY(stage->isPresenting());
    }

    void escapeLeavesTheInnermostFirst()
    {
        QSignalSpy left(stage.get(), &Presenter::left);
        stage->flow().zoomOnto(FlowNode::App);
        QTest::keyClick(stage.get(), Qt::Key_Escape);
        QVERIFY(!stage->flow().zoomedOnto());
        QCOMPARE(left.count(), 0);
        QTest::keyClick(stage.get(), Qt::Key_Escape);
        QCOMPARE(left.count(), 1);
        stage->enter(false);
        QTest::keyClick(stage.get(), Qt::Key_F5);
        QCOMPARE(left.count(), 2);
        QVERIFY(!stage->isPresenting());
    }

    void zoomShowsTheBoxWithItsPipes_data()
    {
        QTest::addColumn<int>("node");
        QTest::newRow("app") << int(FlowNode::App);
        QTest::newRow("redis") << int(FlowNode::Redis);
        QTest::newRow("postgres") << int(FlowNode::Postgres);
    }
    void zoomShowsTheBoxWithItsPipes()
    {
        QFETCH(int, node);
        const auto which = static_cast<FlowNode>(node);
        auto &flow = stage->flow();
        flow.setFigures(someFigures());
        flow.zoomOnto(which);
        QTRY_VERIFY(flow.camera().zoom > 1.2);
        QTRY_COMPARE(flow.camera(), FlowCamera::onto(flow.flowLayout(), which));
        const QRectF view(flow.rect());
        const auto seen = [&](const QRectF &rect) {
            return view.adjusted(-1, -1, 1, 1).contains(flow.camera().toView(rect));
        };
        QVERIFY(seen(flow.flowLayout().node(which)));
        const auto pipes = which == FlowNode::App ? std::vector{FlowPipe::Ask, FlowPipe::Answer}
            : which == FlowNode::Postgres         ? std::vector{FlowPipe::Miss, FlowPipe::Row}
                                                  : std::vector{FlowPipe::Ask, FlowPipe::Miss};
        for (const auto pipe : pipes)
            QVERIFY(seen(flow.flowLayout().pipe(pipe).line().boundingRect().adjusted(0, -1, 0, 1)));
        // Nothing beyond the picture's edges is shown.
        QVERIFY(QRectF(flow.rect())
                    .adjusted(-1, -1, 1, 1)
                    .contains(QRectF(flow.camera().toPicture({0, 0}),
                        flow.camera().toPicture(view.bottomRight()))));
        // A double click on the box goes back.
        const auto at = flow.camera().toView(flow.flowLayout().node(which).center()).toPoint();
        QTest::mouseDClick(&flow, Qt::LeftButton, {}, at);
        QTRY_COMPARE(flow.camera(), FlowCamera());
        QTest::mouseDClick(
            &flow, Qt::LeftButton, {}, flow.flowLayout().node(which).center().toPoint());
        QCOMPARE(flow.zoomedOnto(), std::optional(which));
    }

    void theLaserFollowsTheMouse()
    {
        auto *dot = stage->findChild<LaserDot *>();
        QVERIFY(!dot->isVisible());
        QTest::keyClick(stage.get(), Qt::Key_L);
        QVERIFY(dot->isVisible());
        QCOMPARE(stage->cursor().shape(), Qt::BlankCursor);
        QMouseEvent move(QEvent::MouseMove, QPointF(700, 400),
            stage->mapToGlobal(QPointF(700, 400)), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(stage.get(), &move);
        QCOMPARE(dot->geometry().center(), QPoint(700, 400));
        QTest::keyClick(stage.get(), Qt::Key_L);
        QVERIFY(!dot->isVisible());
    }

    void aFrozenPictureSaysSoAndGoesOn()
    {
        auto *header = stage->findChild<PresentHeader *>();
        QTest::keyClick(stage.get(), Qt::Key_F);
        QVERIFY(stage->isFrozen());
        QCOMPARE(header->texts().state, QStringLiteral("frozen picture"));
        const auto before = stage->flow().figures();
        stage->flow().setFigures(someFigures()); // as if it had been painted otherwise
        stage->refresh();
        QVERIFY(!(stage->flow().figures() == before)); // refresh() leaves it alone
        QTest::keyClick(stage.get(), Qt::Key_F);
        QVERIFY(!stage->isFrozen());
        QVERIFY(header->texts().state.isEmpty());
        QCOMPARE(stage->flow().figures(), before); // the current state of a session without servers
    }

    void aQuestionTakesBetsUntilItIsRevealed()
    {
        auto asked = scene();
        asked.question = QuestionCard::Question{QStringLiteral("What happens?"),
            {QStringLiteral("Nothing"), QStringLiteral("Everything")}, -1, 1, false, {}};
        stage->setScene(asked);
        auto *card = stage->findChild<QuestionCard *>();
        QVERIFY(card->isVisible());
        QSignalSpy choice(stage.get(), &Presenter::choiceMade);
        QTest::keyClick(stage.get(), Qt::Key_2);
        QCOMPARE(choice.count(), 1);
        QCOMPARE(choice.takeFirst()[0].toInt(), 1);
        QTest::keyClick(stage.get(), Qt::Key_4); // there is no fourth
        QCOMPARE(choice.count(), 0);
        QTest::mouseClick(card, Qt::LeftButton, {}, card->choiceArea(0).center());
        QCOMPARE(choice.count(), 1);
        QCOMPARE(choice.takeFirst()[0].toInt(), 0);
        asked.question->revealed = true;
        stage->setScene(asked);
        QTest::keyClick(stage.get(), Qt::Key_1);
        QCOMPARE(choice.count(), 0);
        stage->setScene(scene());
        QVERIFY(!card->isVisible());
        QCOMPARE(caption().line().text, scene().caption);
        QVERIFY(caption().line().hasNext);
    }

    // What is asked about stays in sight, and the card is no higher than what it says.
    void aQuestionLeavesTheBoxesInSight_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1920, 1080), {1280, 720}, {3840, 2160}})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void aQuestionLeavesTheBoxesInSight()
    {
        QFETCH(QSize, size);
        stage->resize(size);
        QCoreApplication::processEvents();
        auto asked = scene();
        asked.question
            = QuestionCard::Question{QStringLiteral("Which of the saved changes are gone?"),
                {QStringLiteral("Those of the last second"),
                    QStringLiteral("Those that Redis had not copied"), QStringLiteral("None")},
                -1, 2, false, {}};
        stage->setScene(asked);
        auto *card = stage->findChild<QuestionCard *>();
        auto &flow = stage->flow();
        flow.setFigures(someFigures());
        const auto bottom = [&](FlowNode node) {
            return flow.geometry().top() + flow.flowLayout().node(node).bottom();
        };
        const int before = card->height();
        for (int i = 0; i < 2; ++i) {
            for (const auto node : {FlowNode::App, FlowNode::Redis, FlowNode::Postgres})
                QVERIFY(bottom(node) < card->geometry().top());
            QVERIFY(card->geometry().bottom() < caption().geometry().top());
            QVERIFY(card->height() - card->choiceArea(2).bottom() < size.height() / 12);
            asked.question->revealed = true;
            asked.question->reveal = QStringLiteral("None: 456 changes were looked for.");
            stage->setScene(asked);
        }
        QVERIFY(card->height() > before);
    }

    void theMouseBringsTheWayOut()
    {
        auto *hint = stage->findChild<StageHint *>();
        QVERIFY(StageHint::text().contains(QStringLiteral("Esc")));
        hint->hide();
        QMouseEvent move(QEvent::MouseMove, QPointF(700, 400),
            stage->mapToGlobal(QPointF(700, 400)), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(stage.get(), &move);
        QVERIFY(hint->isVisible());
        QVERIFY(hint->geometry().top() > caption().geometry().bottom());
        hint->setReducedMotion(true);
        QTRY_VERIFY_WITH_TIMEOUT(!hint->isVisible(), 10'000);
    }

    void theKeysAreListedOnStage()
    {
        auto *sheet = stage->findChild<StageKeys *>();
        QVERIFY(!sheet->isVisible());
        QTest::keyClick(stage.get(), Qt::Key_Question);
        QVERIFY(sheet->isVisible());
        QVERIFY(stage->rect().contains(sheet->geometry()));
        QVERIFY(sheet->neededSize().width() <= sheet->width());
        for (const auto &[key, does] : Presenter::keys())
            QVERIFY(sheet->accessibleDescription().contains(key + QStringLiteral(": ") + does));
        QTest::keyClick(stage.get(), Qt::Key_Escape);
        QVERIFY(!sheet->isVisible());
        QVERIFY(stage->isPresenting());
    }

    void noToolTipIsShownOnStage()
    {
        QHelpEvent tip(QEvent::ToolTip, QPoint(300, 300), stage->mapToGlobal(QPoint(300, 300)));
        stage->flow().setFigures(someFigures());
        QCoreApplication::sendEvent(&stage->flow(), &tip);
        QVERIFY(!QToolTip::isVisible());
    }

    void noNameOfAHostOrUserIsShown()
    {
        auto told = scene();
        told.caption = QStringLiteral("db.secret.example said no to ottilie");
        told.failure = QStringLiteral("ledgerbook at 10.20.30.40 is gone");
        told.notes = QStringLiteral("ask ottilie");
        stage->setScene(told);
        stage->tell(
            QStringLiteral("ottilie may not read ledgerbook on cache.secret.example"), true);
        QTest::keyClick(stage.get(), Qt::Key_N);
        QVERIFY(stage->notes());
        auto all = texts(*stage) + texts(*stage->notes());
        all << QString::fromUtf8(svgOf(*stage, stage->cover()));
        QVERIFY(all.join(QLatin1Char('\n')).contains(QStringLiteral("•••")));
        for (const auto &text : all) {
            for (const char *name : {"ottilie", "secret", "ledgerbook", "10.20.30.40"})
                QVERIFY2(!text.contains(QLatin1String(name)), qPrintable(text.left(300)));
        }
    }

    void notesAreAWindowWhoseKeysLead()
    {
        stage->setScene(scene());
        QTest::keyClick(stage.get(), Qt::Key_N);
        QVERIFY(stage->notes() && stage->notes()->isWindow());
        QVERIFY(texts(*stage->notes()).contains(QStringLiteral("What to say.")));
        QSignalSpy next(stage.get(), &Presenter::nextRequested);
        QTest::keyClick(stage->notes(), Qt::Key_PageDown);
        QCOMPARE(next.count(), 1);
        QTest::keyClick(stage.get(), Qt::Key_N);
        QVERIFY(!stage->notes());
    }

    void fitsEveryStage_data()
    {
        QTest::addColumn<QSize>("size");
        for (const QSize size : {QSize(1920, 1080), {1280, 720}, {1280, 800}, {3840, 2160}})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
    void fitsEveryStage()
    {
        QFETCH(QSize, size);
        stage->resize(size);
        QCoreApplication::processEvents();
        QCOMPARE(stage->size(), size);
        auto &flow = stage->flow();
        flow.setFigures(stage->flow().figures());
        for (auto *child : stage->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly)) {
            if (child->isVisible())
                QVERIFY(stage->rect().contains(child->geometry()));
        }
        QVERIFY(flow.geometry().bottom() < caption().geometry().top());
        // At least 1.6 % of the height: read from the back of a room.
        const double scale = flow.flowLayout().scale();
        QVERIFY2(12 * scale >= size.height() * 0.016, qPrintable(QString::number(12 * scale)));
    }

    void aPictureIsLinesAndTextAndHasTheDots()
    {
        FlowView view;
        view.resize(931, 431);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto figures = someFigures();
        figures.redis = FlowFigures::Condition::Down;
        figures[FlowText::RedisWord].variants = {QStringLiteral("not running")};
        figures[FlowText::RedisWhy].variants = {QStringLiteral("cache.secret.example refused")};
        view.setFigures(figures);
        for (SinceStart at = 1s; at < 3s; at += 33ms) {
            const std::vector<Store::RecentRequest> batch(
                2, {example::request(Outcome::Write, 0, 100us, 40ms), at, 1ms});
            view.addRequests(batch, 0, at);
            view.advance(at);
        }
        const auto dots = int(view.animation().dots().size());
        QVERIFY(dots > 0);
        const auto before = view.figures();
        const auto with = svgOf(view, stage->cover());
        QVERIFY(with.contains("not running"));
        QVERIFY2(!with.contains("secret"), "a host is in the picture");
        QCOMPARE(view.figures(), before);
        QCOMPARE(countOf(with, QStringLiteral("image")), 0);
        QVERIFY(countOf(with, QStringLiteral("text")) > 15);
        view.clear();
        QCOMPARE(countOf(with, QStringLiteral("path"))
                - countOf(svgOf(view, stage->cover()), QStringLiteral("path")),
            dots);
    }

    void picturesGoToTheClipboardAndToFiles()
    {
        copyPicture(*stage, stage->cover());
        const auto *held = QApplication::clipboard()->mimeData();
        QVERIFY(held->hasImage());
        QVERIFY(countOf(held->data(QStringLiteral("image/svg+xml")), QStringLiteral("text")) > 5);
        QTemporaryDir folder;
        const auto png = folder.filePath(QStringLiteral("a.png"));
        const auto svg = folder.filePath(QStringLiteral("a.svg"));
        QVERIFY(writePicture(*stage, stage->cover(), png));
        QVERIFY(writePicture(*stage, stage->cover(), svg));
        QCOMPARE(QImage(png).size(), QSize(3840, 2160));
        QFile file(svg);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(countOf(file.readAll(), QStringLiteral("path")) > 10);
        QVERIFY(!writePicture(*stage, stage->cover(), QStringLiteral("/no/such/folder/a.svg")));
    }
};

QTEST_MAIN(TestPresenter)
#include "tst_presenter.moc"
