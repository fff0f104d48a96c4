// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/valuepanel.h"

#include "core/durationtext.h"
#include "core/whendone.h"
#include "keyvalue/keytexts.h"
#include "keyvalue/valuerows.h"
#include "parts/pill.h"
#include "theme/theme.h"
#include "watchtables/rowstable.h"

#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr int MostElements = 5000; // that are shown of one key
constexpr auto RestBefore = 150ms; // without another choice, until a key is read
} // namespace

KeyValuePanel::KeyValuePanel(Reader reader, QWidget *parent)
    : QFrame(parent)
    , m_reader(std::move(reader))
    , m_parts(std::make_shared<std::vector<KeyValue::Part>>())
    , m_name(new QLineEdit(this))
    , m_facts(new QWidget(this))
    , m_state(new QLabel(this))
    , m_retry(new QPushButton(tr("Try again"), this))
    , m_elements(new RowsTable(tr("Elements"), valueColumns(), false, this))
    , m_views(new QWidget(this))
    , m_text(new QPlainTextEdit(this))
    , m_leftOut(new QLabel(this))
    , m_more(new QPushButton(tr("Read more"), this))
    , m_delete(new QPushButton(tr("Delete…"), this))
    , m_reason(new QLabel(this))
    , m_second(new QTimer(this))
    , m_rest(new QTimer(this))
{
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(tr("The chosen key"));
    m_name->setReadOnly(true);
    m_name->setFrame(false);
    m_name->setFont(theme().mono(15));
    m_name->setStyleSheet(
        QStringLiteral("QLineEdit { background: transparent; border: none; padding: 0; }"));
    m_name->setAccessibleName(tr("Name of the key"));
    auto *grid = new QGridLayout(m_facts);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(2);
    const QString titles[] = {tr("Type"), tr("Encoding"), tr("Length"), tr("Expires in"),
        tr("Memory"), tr("Not used for")};
    for (int i = 0; i < 6; ++i) {
        auto *title = new QLabel(titles[i], m_facts);
        title->setFont(theme().small());
        title->setProperty("role", QStringLiteral("dim"));
        auto *figure = new QLabel(m_facts);
        figure->setFont(theme().bold13());
        figure->setAccessibleName(titles[i]);
        figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int row = i / 3 * 3;
        grid->addWidget(title, row, i % 3);
        grid->addWidget(figure, row + 1, i % 3);
        grid->setColumnStretch(i % 3, 1);
        m_figures[std::size_t(i)] = figure;
    }
    grid->setRowMinimumHeight(2, 6);
    m_figures[3]->setProperty("helpTopic", QStringLiteral("key-expires"));
    m_figures[4]->setProperty("helpTopic", QStringLiteral("key-size"));
    m_delete->setProperty("helpTopic", QStringLiteral("key-delete"));
    m_state->setWordWrap(true);
    m_state->setAlignment(Qt::AlignCenter);
    m_state->setProperty("role", QStringLiteral("dim"));
    m_state->setContentsMargins(24, 0, 24, 0);
    auto *views = new QHBoxLayout(m_views);
    views->setContentsMargins(0, 0, 0, 0);
    const QString looks[] = {tr("Text"), tr("JSON"), tr("Hex")};
    for (int i = 0; i < 3; ++i) {
        auto *pill = new Pill(looks[i], m_views);
        pill->setCheckable(true);
        pill->setAutoExclusive(true);
        views->addWidget(pill);
        connect(pill, &QAbstractButton::clicked, this, [this, i] {
            m_choseLook = true;
            setLook(ValueLook(i));
        });
        m_looks[std::size_t(i)] = pill;
    }
    views->addStretch(1);
    m_text->setReadOnly(true);
    m_text->setFont(theme().mono(13));
    m_text->setAccessibleName(tr("Value"));
    m_text->setUndoRedoEnabled(false);
    m_text->setFrameShape(NoFrame);
    m_leftOut->setWordWrap(true);
    m_leftOut->setFont(theme().small());
    m_leftOut->setProperty("role", QStringLiteral("dim"));
    m_more->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_delete->setProperty("role", QStringLiteral("danger"));
    m_delete->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_reason->setWordWrap(true);
    m_reason->setFont(theme().small());
    m_reason->setProperty("role", QStringLiteral("dim"));

    auto *rest = new QHBoxLayout;
    rest->setSpacing(12);
    rest->addWidget(m_leftOut, 1);
    rest->addWidget(m_more);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    foot->addWidget(m_delete, 0, Qt::AlignTop);
    foot->addWidget(m_reason, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(m_name);
    column->addWidget(m_facts);
    column->addWidget(m_state, 1);
    column->addWidget(m_retry, 0, Qt::AlignHCenter);
    column->addWidget(m_elements, 3);
    column->addWidget(m_views);
    column->addWidget(m_text, 2);
    column->addLayout(rest);
    column->addLayout(foot);

    for (auto *label : findChildren<QLabel *>())
        label->setTextFormat(Qt::PlainText); // names and values are strangers' texts
    connect(m_retry, &QAbstractButton::clicked, this, &KeyValuePanel::again);
    connect(m_more, &QAbstractButton::clicked, this, &KeyValuePanel::readMore);
    connect(m_delete, &QAbstractButton::clicked, this, &KeyValuePanel::deleteRequested);
    connect(m_elements, &RowsTable::chosenChanged, this, [this] {
        m_choseLook = false;
        showText();
        showLeftOut();
    });
    connect(m_second, &QTimer::timeout, this, [this] {
        if (isVisible() && m_hasValue)
            m_figures[ExpiryFact]->setText(
                expiresInText(m_value.expiresAt, QDateTime::currentMSecsSinceEpoch()));
    });
    m_second->start(1s);
    m_rest->setSingleShot(true);
    connect(m_rest, &QTimer::timeout, this, [this] {
        if (m_hasKey && !m_isRead)
            ask({}, false);
    });
    clear();
}

KeyValuePanel::~KeyValuePanel() { m_reading.cancel(); }

bool KeyValuePanel::isString() const { return m_value.type == KeyType::String; }

void KeyValuePanel::show(int database, const std::string &key)
{
    choose(database, key);
    if (!m_rest->isActive())
        ask({}, false);
    m_rest->start(RestBefore);
}

void KeyValuePanel::choose(int database, const std::string &key)
{
    drop();
    m_hasKey = true;
    m_hasValue = false;
    m_choseLook = false;
    m_database = database;
    m_key = key;
    m_parts = std::make_shared<std::vector<KeyValue::Part>>();
    m_name->setText(readableName(std::string_view(key).substr(0, 4096)));
    m_name->setCursorPosition(0);
    m_name->setToolTip(plainTip(m_name->text().left(1000)));
    m_isRead = false;
    showState(tr("Reading…"), false);
    m_more->setEnabled(false);
}

void KeyValuePanel::drop()
{
    ++m_asked;
    m_isRead = true;
    m_reading.cancel();
}

void KeyValuePanel::again()
{
    if (!m_hasKey)
        return;
    choose(m_database, std::string(m_key));
    ask({}, false);
}

void KeyValuePanel::clear()
{
    drop();
    m_hasKey = m_hasValue = false;
    m_parts = std::make_shared<std::vector<KeyValue::Part>>();
    showState(tr("Choose a key to see its value."), false);
}

void KeyValuePanel::setGone()
{
    drop();
    m_hasValue = false;
    m_parts = std::make_shared<std::vector<KeyValue::Part>>();
    showState(tr("Deleted."), false);
    m_delete->hide();
    m_reason->hide();
}

void KeyValuePanel::setChangeProblem(const QString &reason)
{
    m_delete->setEnabled(reason.isEmpty());
    m_delete->setToolTip(
        reason.isEmpty() ? tr("Deletes this key; it can be brought back for a while.") : reason);
    m_reason->setText(reason);
    m_reason->setVisible(m_hasKey && !reason.isEmpty());
}

void KeyValuePanel::ask(const KeyValueLimits &limits, bool append)
{
    drop();
    const int asked = m_asked;
    if (!append)
        showState(tr("Reading…"), false);
    m_more->setEnabled(false);
    m_reading = m_reader(m_database, m_key, limits);
    whenDone(m_reading, this, [this, asked, limits, append](const Result<KeyValue> &value) {
        if (asked != m_asked)
            return;
        if (!value) {
            m_hasValue = false;
            showState(QString::fromStdString(value.error().text), true);
        } else if (!value->exists) {
            m_hasValue = false;
            showState(tr("This key is not there any more: its time is over, or somebody "
                         "deleted it."),
                true);
        } else {
            take(*value, limits, append);
        }
        Q_EMIT shown();
    });
}

void KeyValuePanel::take(KeyValue value, const KeyValueLimits &limits, bool append)
{
    auto parts = std::make_shared<std::vector<KeyValue::Part>>();
    if (append && !isString() && limits.offset > 0)
        *parts = *m_parts;
    parts->insert(parts->end(), std::make_move_iterator(value.parts.begin()),
        std::make_move_iterator(value.parts.end()));
    value.parts.clear();
    m_parts = parts;
    m_value = std::move(value);
    m_limits = limits;
    m_hasValue = true;
    m_state->hide();
    m_retry->hide();
    for (QWidget *part : {m_facts, static_cast<QWidget *>(m_views), static_cast<QWidget *>(m_text)})
        part->setVisible(true);
    m_elements->setVisible(!isString());
    m_delete->setVisible(true);
    m_reason->setVisible(!m_reason->text().isEmpty());
    if (!isString()) {
        m_elements->rows().show(valueRows(m_parts, m_value.type));
        if (m_elements->chosen().empty() && !m_parts->empty())
            m_elements->choose("0");
    }
    showFacts();
    showText();
    showLeftOut();
}

void KeyValuePanel::showState(const QString &sentence, bool canRetry)
{
    m_state->setText(sentence);
    m_state->show();
    m_retry->setVisible(canRetry);
    m_name->setVisible(m_hasKey);
    m_leftOut->clear();
    for (QWidget *part :
        {m_facts, static_cast<QWidget *>(m_elements), m_views, static_cast<QWidget *>(m_text),
            static_cast<QWidget *>(m_leftOut), static_cast<QWidget *>(m_more)})
        part->hide();
    m_delete->setVisible(m_hasKey);
    m_reason->setVisible(m_hasKey && !m_reason->text().isEmpty());
}

const KeyValue::Part *KeyValuePanel::part() const
{
    if (m_parts->empty() || !m_hasValue)
        return nullptr;
    if (isString())
        return &m_parts->front();
    const auto chosen = m_elements->chosen();
    const auto place = chosen.empty() ? m_parts->size() : std::stoul(chosen);
    return place < m_parts->size() ? &(*m_parts)[place] : nullptr;
}

void KeyValuePanel::setLook(ValueLook look)
{
    m_look = look;
    showText();
    showLeftOut();
}

void KeyValuePanel::showText()
{
    const auto *shown = part();
    const std::string_view bytes = shown ? std::string_view(shown->value) : std::string_view();
    const bool isWhole = shown && std::int64_t(bytes.size()) >= shown->length;
    const bool isJson = isWhole && prettyJson(bytes).has_value();
    if (!m_choseLook)
        m_look = shown ? bestLook(bytes, isWhole) : ValueLook::Text;
    if (m_look == ValueLook::Json && !isJson)
        m_look = bestLook(bytes, isWhole);
    auto *json = m_looks[std::size_t(ValueLook::Json)];
    json->setEnabled(isJson);
    json->setExplanation(isJson ? tr("With line breaks; nothing else is changed.")
            : isWhole           ? tr("This value is no JSON.")
                                : tr("Only a value that was read whole can be shown as JSON."));
    m_looks[std::size_t(m_look)]->setChecked(true);
    const auto text = valueText(bytes, m_look, isString() ? m_limits.offset : 0);
    m_text->setLineWrapMode(
        m_look == ValueLook::Hex ? QPlainTextEdit::NoWrap : QPlainTextEdit::WidgetWidth);
    m_text->setPlainText(text.text);
    m_isBroken = text.isBroken;
}

void KeyValuePanel::showLeftOut()
{
    const auto text = leftOutText();
    m_leftOut->setText(text);
    m_leftOut->setVisible(!text.isEmpty());
    const bool more = canReadMore();
    m_more->setVisible(more);
    m_more->setEnabled(more);
    m_more->setText(isString() ? tr("Read the next part") : tr("Read more"));
}

bool KeyValuePanel::canReadMore() const
{
    if (!m_hasValue)
        return false;
    if (isString()) {
        const auto read = m_parts->empty() ? 0 : std::int64_t(m_parts->front().value.size());
        return read > 0 && m_limits.offset + read < m_value.length;
    }
    return std::int64_t(m_parts->size()) < m_value.length && m_parts->size() < MostElements;
}

void KeyValuePanel::readMore()
{
    if (!canReadMore())
        return;
    KeyValueLimits limits = m_limits;
    if (isString()) {
        limits.offset += std::int64_t(m_parts->front().value.size());
    } else if (m_value.type == KeyType::Hash || m_value.type == KeyType::Set) {
        // They have no order to go on in: read again, and more.
        limits.elements = std::min(limits.elements * 4, MostElements);
    } else {
        limits.offset = std::int64_t(m_parts->size());
    }
    ask(limits, true);
}

} // namespace tierlens
