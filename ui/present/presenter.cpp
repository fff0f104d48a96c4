// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/presenter.h"

#include "core/durationtext.h"
#include "diagram/flowview.h"
#include "panels/impactcard.h"
#include "present/captionbar.h"
#include "present/keepawake.h"
#include "present/laserdot.h"
#include "present/presentcaption.h"
#include "present/presentfigures.h"
#include "present/presentheader.h"
#include "present/presentscale.h"
#include "present/speakernotes.h"
#include "present/stagekeys.h"
#include "session/session.h"
#include "theme/theme.h"
#include "tour/tourplayer.h"

#include <QGuiApplication>
#include <QPaintEvent>
#include <QPainter>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration CaptionStands = 1200ms; // and with it the figures it tells

// Nobody sees anything: for a moment in which the audience should look at the speaker.
class Blank : public QWidget
{
public:
    explicit Blank(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_OpaquePaintEvent);
        hide();
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), Qt::black); }
};
} // namespace

Presenter::Presenter(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_cover(session)
    , m_flow(new FlowView(this))
    , m_header(new PresentHeader(this))
    , m_legend(new PresentLegend(this))
    , m_card(new ImpactCard(this))
    , m_caption(new CaptionBar(this))
    , m_question(new QuestionCard(this))
    , m_hint(new StageHint(this))
    , m_keys(new StageKeys(keys(), this))
    , m_blank(new Blank(this))
    , m_laser(new LaserDot(this))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Presentation"));
    m_flow->setFramed(false);
    m_flow->setNoteShown(false);
    m_card->setButtonsShown(false);
    m_card->setAttribute(Qt::WA_TransparentForMouseEvents); // nothing on it is for the mouse
    m_card->hide();
    for (auto *child : findChildren<QWidget *>()) {
        child->setFocusPolicy(Qt::NoFocus);
        child->setMouseTracking(true);
        child->installEventFilter(this);
    }
    setMouseTracking(true);
    m_tellFor.setSingleShot(true);
    m_rest.setSingleShot(true);
    m_rest.setInterval(2s);
    connect(&m_tellFor, &QTimer::timeout, this, [this] {
        m_told.clear();
        showWords();
    });
    connect(&m_rest, &QTimer::timeout, this, [this] { setCursor(Qt::BlankCursor); });
    connect(m_caption, &CaptionBar::nextRequested, this, &Presenter::nextRequested);
    connect(m_caption, &CaptionBar::previousRequested, this, &Presenter::previousRequested);
    connect(m_question, &QuestionCard::chosen, this, &Presenter::choiceMade);
}

Presenter::~Presenter() = default;

void Presenter::enter(bool beforePeople)
{
    m_presenting = true;
    m_frozen = false;
    m_flow->clear();
    m_captionText.clear();
    if (beforePeople) {
        m_awake = std::make_unique<KeepAwake>(tr("A presentation is shown."));
        m_rest.start();
        if (QGuiApplication::screens().size() > 1)
            toggleNotes();
    }
    setFocus();
    refresh();
}

void Presenter::leave()
{
    if (!m_presenting)
        return;
    m_presenting = false;
    endTour();
    m_awake.reset();
    closeNotes();
    m_rest.stop();
    m_blank->hide();
    m_keys->hide();
    m_hint->hide();
    m_frozen = false;
    m_flow->zoomOnto(std::nullopt);
    if (m_laserOn)
        toggleLaser();
    unsetCursor();
    Q_EMIT left();
}

bool Presenter::isBlank() const { return m_blank->isVisibleTo(this); }

QString Presenter::caption() const { return m_caption->line().text; }

void Presenter::setReducedMotion(bool reduced)
{
    m_flow->setReducedMotion(reduced);
    m_hint->setReducedMotion(reduced);
}

void Presenter::tick()
{
    if (!m_presenting || m_frozen || !isVisible())
        return;
    m_flow->addAppended(m_session.store(), m_session.now());
    if (m_ticks++ % 8 == 0)
        refresh();
    m_flow->advance(m_session.now());
}

void Presenter::refresh()
{
    if (m_frozen)
        return;
    const auto &store = m_session.store();
    const auto *impact = impactNow();
    m_legend->setFailing(store.timings().window(10s).of(Outcome::Failed) > 0);
    showCard();
    // A caption whose figures change all the time cannot be read; a new one comes at once.
    const auto &servers = store.servers();
    const auto &traffic = m_session.traffic();
    const auto moment = QStringLiteral("%1 %2 %3 %4 %5 %6")
                            .arg(impact ? impact->id : 0)
                            .arg(impact && impact->settled)
                            .arg(int(servers.server(Tier::Redis).state))
                            .arg(int(servers.server(Tier::Postgres).state))
                            .arg(traffic.cache)
                            .arg(traffic.running);
    if (moment != m_moment || m_captionText.isEmpty()
        || m_session.now() - m_captionAt >= CaptionStands) {
        m_moment = moment;
        m_captionAt = m_session.now();
        m_now = presentNow(store, impact);
        m_captionText = m_cover.cover(presentCaption(store, traffic, impact, m_now));
    } else if (impact && impact->isOpen() && servers.bothUp()) {
        m_now = presentNow(store, impact); // of this no caption tells figures
    }
    m_flow->setFigures(presentFigures(store, flowContextOf(m_session), impact, m_now));
    showWords();
}

// In a tour only what was done in the step that is shown: a card about something earlier would be
// taken for what the step is about.
const Impact *Presenter::impactNow() const
{
    const auto &store = m_session.store();
    if (!m_scene)
        return impactToTell(store, m_session.now());
    const auto *latest = store.impacts().latest();
    return latest && latest->id > m_scene->impactsAfter && latest->id <= m_scene->impactsUpTo
        ? latest
        : nullptr;
}

// A question has the room of the card and of the legend.
void Presenter::showCard()
{
    const auto *impact = impactNow();
    const bool asks = m_question->isVisibleTo(this), shown = impact && !asks;
    if (impact)
        m_card->setImpact(*impact, m_session.store().timings(), m_session.now());
    if (shown != m_card->isVisibleTo(this)) {
        m_card->setVisible(shown);
        place();
    }
    m_legend->setVisible(!shown && !asks);
}

void Presenter::showWords()
{
    const auto &scenario = m_session.scenario();
    const auto &traffic = m_session.traffic();
    PresentHeader::Texts texts;
    texts.title = m_scene ? m_scene->title : scenario.title;
    texts.subtitle = m_scene
        ? tr("%1 · step %2 of %3").arg(m_scene->tourTitle).arg(m_scene->step).arg(m_scene->count)
        : scenario.subtitle;
    auto rate = rateText(m_session.store().timings().perSecond(JustNow));
    rate.chop(2); // "/s" is in the words
    texts.rate = traffic.running ? tr("%1 requests/s").arg(rate) : tr("paused");
    texts.note = m_flow->animation().note().value(0);
    texts.state = m_frozen ? tr("frozen picture") : QString();
    if (m_frozen) { // the rate of the moment it stands for
        texts.rate = m_header->texts().rate;
        texts.note = m_header->texts().note;
    }
    m_header->setTexts(texts);

    CaptionBar::Line line;
    line.text = m_scene ? m_cover.cover(m_scene->caption) : m_captionText;
    if (m_scene) {
        line.hasNext = m_scene->hasNext;
        line.hasPrevious = m_scene->hasPrevious;
        line.waiting = m_cover.cover(m_scene->waitingFor);
        line.share = m_scene->waitShare;
        if (!m_scene->failure.isEmpty()) {
            line.text = m_cover.cover(m_scene->failure);
            line.bad = true;
        }
    }
    if (!m_told.isEmpty()) {
        line.text = m_told;
        line.bad = m_toldBad;
    }
    m_caption->setLine(line);
    if (!m_notes)
        return;
    SpeakerNotes::Texts said;
    said.title = m_scene ? texts.subtitle : texts.title;
    said.notes = m_scene ? m_cover.cover(m_scene->notes)
                         : tr("No tour is played. The keys below do things; the caption tells what "
                              "came of them.");
    said.caption = line.text;
    said.now = texts.rate + QStringLiteral(" · ") + texts.note;
    m_notes->setTexts(said);
}

void Presenter::setScene(const std::optional<PresentScene> &scene)
{
    // What was told of an order is over when the tour says something new.
    if (!m_toldBad && (!scene || !m_scene || scene->caption != m_scene->caption))
        m_told.clear();
    m_scene = scene;
    m_flow->pointAt(scene ? scene->pointAt : QString());
    m_question->setVisible(scene && scene->question);
    if (scene && scene->question) {
        m_question->setQuestion(*scene->question);
        place();
    }
    if (!m_frozen)
        return refresh(); // the figures may be about another action now, or about none
    showCard();
    showWords();
}

void Presenter::tell(const QString &text, bool bad)
{
    m_told = m_cover.cover(text);
    m_toldBad = bad;
    m_tellFor.start(bad ? 12s : 6s);
    showWords();
}

void Presenter::place()
{
    const double s = presentScale(size());
    const auto px = [s](double units) { return qRound(units * s); };
    const int margin = px(60), wide = width() - 2 * margin;
    m_header->setScale(s);
    m_header->setGeometry(margin, px(38), wide, px(82));
    const QRect caption(margin, height() - px(46 + 106), wide, px(106));
    m_caption->setScale(s);
    m_caption->setGeometry(caption);
    m_card->setScale(1.55 * s);
    const int card = m_card->isVisibleTo(this) ? m_card->heightForWidth(wide) : 0;
    const int row = std::max(px(150), card);
    const QRect below(margin, caption.top() - px(24) - row, wide, row);
    m_card->setGeometry(below.left(), below.bottom() - card + 1, wide, card);
    m_legend->setScale(s);
    m_legend->setGeometry(below);
    const int top = px(122);
    m_flow->setGeometry(0, top, width(), caption.top() - px(24 + 150 + 8) - top);
    m_question->setScale(s);
    // Below the boxes; only a long one reaches up into the picture.
    const int high = std::min(caption.top() - px(180), m_question->neededHeight(wide));
    m_question->setGeometry(margin, caption.top() - px(24) - high, wide, high);
    m_hint->setScale(s);
    m_hint->setGeometry(margin, caption.bottom() + 1, wide, height() - caption.bottom() - 1);
    m_keys->setScale(s);
    const QSize sheet = m_keys->neededSize().boundedTo(size());
    m_keys->setGeometry(
        QRect(QPoint((width() - sheet.width()) / 2, (height() - sheet.height()) / 2), sheet));
    m_blank->setGeometry(rect());
    m_laser->setScale(s);
    m_question->raise();
    m_keys->raise();
    m_blank->raise();
    m_laser->raise();
}

void Presenter::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void Presenter::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), theme().background);
}

} // namespace tierlens
