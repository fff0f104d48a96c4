// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/filterbar.h"

#include "keyvalue/keytexts.h"
#include "parts/pill.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPoint>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

QWidget *framed(QComboBox *box, const QString &name, QWidget *parent)
{
    auto *frame = new QFrame(parent);
    frame->setProperty("role", QStringLiteral("field"));
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(2, 1, 2, 1);
    row->addWidget(box);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMaxVisibleItems(20);
    frame->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    return frame;
}
} // namespace

KeyFilterBar::KeyFilterBar(QWidget *parent)
    : QWidget(parent)
    , m_pattern(new QLineEdit(this))
    , m_type(new QComboBox(this))
    , m_expiry(new QComboBox(this))
    , m_size(new QComboBox(this))
    , m_list(new Pill(tr("List"), this))
    , m_tree(new Pill(tr("Tree"), this))
    , m_separator(new QLineEdit(QStringLiteral(":"), this))
{
    m_pattern->setPlaceholderText(tr("Part of a name, or a pattern: profile:*"));
    m_pattern->setAccessibleName(tr("Filter by name"));
    m_pattern->setToolTip(tr("* stands for anything, ? for one sign, [ab] for one of these. A text "
                             "without them is looked for anywhere in the name."));
    m_pattern->setFont(theme().mono(13));
    m_pattern->setClearButtonEnabled(true);
    m_pattern->setMinimumWidth(180);
    m_type->addItem(tr("any type"), -1);
    for (const auto type : {KeyType::String, KeyType::Hash, KeyType::List, KeyType::Set,
             KeyType::SortedSet, KeyType::Stream, KeyType::Other})
        m_type->addItem(keyTypeText(type), int(type));
    m_expiry->addItem(tr("any expiry"), QPoint(int(KeyFilter::Expiry::Any), 0));
    m_expiry->addItem(tr("never expires"), QPoint(int(KeyFilter::Expiry::Never), 0));
    const std::pair<QString, int> spans[]
        = {{tr("10 seconds"), 10}, {tr("1 minute"), 60}, {tr("10 minutes"), 600},
            {tr("1 hour"), 3600}, {tr("1 day"), 86400}, {tr("7 days"), 604800}};
    for (const auto &[name, seconds] : spans)
        m_expiry->addItem(
            tr("expires within %1").arg(name), QPoint(int(KeyFilter::Expiry::Within), seconds));
    for (const auto &[name, seconds] : spans) {
        if (seconds >= 600)
            m_expiry->addItem(tr("lives longer than %1").arg(name),
                QPoint(int(KeyFilter::Expiry::Beyond), seconds));
    }
    m_size->addItem(tr("any size"), 0);
    for (const int bytes : {1'000, 10'000, 100'000, 1'000'000, 10'000'000})
        m_size->addItem(tr("at least %1").arg(sizeText(bytes)), bytes);
    m_separator->setMaxLength(1);
    m_separator->setFont(theme().mono(13));
    m_separator->setAlignment(Qt::AlignCenter);
    m_separator->setFixedWidth(m_separator->fontMetrics().horizontalAdvance(QLatin1Char('m')) + 30);
    m_separator->setAccessibleName(tr("Sign that separates the parts of a name"));
    m_separator->setToolTip(tr("The sign at which names are split into branches."));
    for (auto *pill : {m_list, m_tree}) {
        pill->setCheckable(true);
        pill->setAutoExclusive(true);
    }
    m_list->setChecked(true);
    m_separator->hide();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_pattern, 1);
    row->addWidget(framed(m_type, tr("Type"), this));
    row->addWidget(framed(m_expiry, tr("Expiry"), this));
    row->addWidget(framed(m_size, tr("Size"), this));
    row->addSpacing(8);
    row->addWidget(m_list);
    row->addWidget(m_tree);
    row->addWidget(m_separator);

    m_typing.setSingleShot(true);
    connect(&m_typing, &QTimer::timeout, this, &KeyFilterBar::filterChanged);
    connect(m_pattern, &QLineEdit::textChanged, this, [this] { m_typing.start(200ms); });
    for (auto *box : {m_type, m_expiry, m_size})
        connect(box, &QComboBox::currentIndexChanged, this, [this] { m_typing.start(0ms); });
    connect(m_tree, &QAbstractButton::toggled, this, [this](bool tree) {
        m_separator->setVisible(tree);
        Q_EMIT lookChanged();
    });
    connect(m_separator, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!text.isEmpty() && text.front().unicode() < 0x80)
            Q_EMIT separatorChanged();
    });
}

KeyFilter KeyFilterBar::filter() const
{
    KeyFilter filter;
    filter.pattern = m_pattern->text().toStdString();
    if (const int type = m_type->currentData().toInt(); type >= 0)
        filter.type = KeyType(type);
    const auto expiry = m_expiry->currentData().toPoint();
    filter.expiry = KeyFilter::Expiry(expiry.x());
    filter.expirySpan = std::int64_t(expiry.y()) * 1000;
    filter.leastBytes = m_size->currentData().toInt();
    return filter;
}

bool KeyFilterBar::isTree() const { return m_tree->isChecked(); }

void KeyFilterBar::setTree(bool tree) { (tree ? m_tree : m_list)->setChecked(true); }

char KeyFilterBar::separator() const
{
    const auto text = m_separator->text();
    return text.isEmpty() || text.front().unicode() >= 0x80 ? ':' : char(text.front().unicode());
}

void KeyFilterBar::setPattern(const QString &pattern) { m_pattern->setText(pattern); }

void KeyFilterBar::focusPattern()
{
    m_pattern->setFocus(Qt::ShortcutFocusReason);
    m_pattern->selectAll();
}

bool KeyFilterBar::hasMoreThanPattern() const
{
    return m_type->currentIndex() > 0 || m_expiry->currentIndex() > 0 || m_size->currentIndex() > 0;
}

} // namespace tierlens
