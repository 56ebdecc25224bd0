import Kindred

@testable import KindredCore

/// A model that random queries are put to.
protocol World: SendableMetatype {
  associatedtype M: Model
  typealias C = M.Columns

  /// The rows of the model, each with its key.
  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)]
  /// The rows beside a row along some relations: one of NULLs where there are none.
  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight]

  static var numbers: [Term<C, Int>] { get }
  static var texts: [Term<C, String>] { get }
  /// A condition on all entries of the row's blog.
  static func any(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition
  static func none(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition
  static func all(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition
  /// The entries of the row's blog for which the condition holds.
  static func entries(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QuerySet<Entry>
  /// Conditions that only this model has.
  static var others: [Leaf<C>] { get }
  static func key(_ columns: C) -> Expr<Int>
}

extension Term {
  static func column<E: QueryExpression>(
    _ column: @escaping @Sendable (C) -> E, along relations: Set<Relation> = [],
    _ value: @escaping @Sendable (Sight) -> Value?
  ) -> Term where E.Value: FieldValue, E.Value.Base == Value {
    Term(relations: relations, build: { Expr(column($0).node) }, value: value)
  }
}

enum EntryWorld: World {
  typealias M = Entry

  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)] {
    sample.entries.map { ($0.id, Sight(sample: sample, blog: $0.blog, entry: $0)) }
  }

  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight] {
    guard let entry = sight.entry else { return [] }
    var sights = [sight]
    if relations.contains(.remarks) && !entry.remarks.isEmpty {
      sights = entry.remarks.map {
        var sight = sight
        sight.remark = $0
        return sight
      }
    }
    guard relations.contains(.siblings) else { return sights }
    return sights.flatMap { sight in
      sample.entries(of: entry.blog).map {
        var sight = sight
        sight.sibling = $0
        return sight
      }
    }
  }

  static let numbers: [Term<C, Int>] = [
    .column({ $0.rating }) { $0.entry?.rating },
    .column({ $0.comments }) { $0.entry?.comments },
    .column({ $0.blog.entry.rating }, along: [.siblings]) { $0.sibling?.rating },
    .column({ entry in
      Entry.objects.filter { $0.blog == entry.blog && $0.rating < entry.rating }.values { $0.comments.max() }.scalar
    }) { sight in
      sight.entry.flatMap { entry in
        sight.sample.entries(of: entry.blog).filter { $0.rating < entry.rating }.map(\.comments).max()
      }
    },
    .column({ entry in Entry.objects.filter { $0.headline == entry.blog.name }.rowCount }) { sight in
      sight.sample.entries.count { $0.headline == sight.blog?.name }
    },
  ]

  static func any(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.blog.entry.any(condition)
  }

  static func none(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.blog.entry.none(condition)
  }

  static func all(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.blog.entry.all(condition)
  }

  static func entries(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QuerySet<Entry> {
    Entry.objects.filter { $0.blog == columns.blog }.filter(condition)
  }

  static let texts: [Term<C, String>] = [
    .column({ $0.headline }) { $0.entry?.headline },
    .column({ $0.note }) { $0.entry?.note },
    .column({ $0.blog.name }) { $0.blog?.name },
    .column({ $0.blog.tagline }) { $0.blog?.tagline },
    .column({ $0.reviewer.name }) { $0.entry?.reviewer },
    .column({ $0.remarks.text }, along: [.remarks]) { $0.remark },
  ]

  static let others: [Leaf<C>] = [
    Leaf(relations: [], build: { $0.pubDate.year == 2004 }, value: { sight, _ in sight.entry.map { $0.year == 2004 } }),
    Leaf(
      relations: [.siblings], build: { $0.blog.entry.pubDate.year.in([2003, 2006]) },
      value: { sight, _ in sight.sibling.map { $0.year == 2003 || $0.year == 2006 } }),
    Leaf(
      relations: [], build: { $0.pubDate.advanced(by: .seconds(1)).year > 2004 },
      value: { sight, _ in sight.entry.map { $0.year > ($0.isLastDay ? 2003 : 2004) } }),
    Leaf(relations: [], build: { $0.reviewer == nil }, value: { sight, _ in sight.entry?.reviewer == nil }),
    Leaf(relations: [], build: { $0.reviewer.isNotNull }, value: { sight, _ in sight.entry?.reviewer != nil }),
    Leaf(
      relations: [], build: { $0.reviewer.name.isNull == true }, value: { sight, _ in sight.entry?.reviewer == nil }),
    Leaf(relations: [.remarks], build: { $0.remarks.isNull }, value: { sight, _ in sight.remark == nil }),
    Leaf(relations: [.remarks], build: { $0.remarks.isNotNull }, value: { sight, _ in sight.remark != nil }),
  ]

  static func key(_ columns: C) -> Expr<Int> { Expr(columns.id.node) }
}

enum BlogWorld: World {
  typealias M = Blog

  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)] {
    sample.blogs.map { ($0.id, Sight(sample: sample, blog: $0)) }
  }

  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight] {
    guard let blog = sight.blog else { return [] }
    let entries = sample.entries(of: blog)
    if relations.isEmpty || entries.isEmpty { return [sight] }
    return entries.flatMap { entry -> [Sight] in
      let beside = Sight(sample: sample, blog: blog, entry: entry)
      if !relations.contains(.remarks) || entry.remarks.isEmpty { return [beside] }
      return entry.remarks.map { Sight(sample: sample, blog: blog, entry: entry, remark: $0) }
    }
  }

  static let numbers: [Term<C, Int>] = [
    .column({ $0.entry.rating }, along: [.entries]) { $0.entry?.rating },
    .column({ $0.entry.comments }, along: [.entries]) { $0.entry?.comments },
    .column({ $0.name.length }) { $0.blog?.name.unicodeScalars.count },
    .column({ blog in Entry.objects.filter { $0.blog == blog }.values { $0.rating.min() }.scalar }) { sight in
      sight.blog.flatMap { sight.sample.entries(of: $0).map(\.rating).min() }
    },
    .column({ blog in Entry.objects.filter { $0.blogID == blog.id && $0.note != nil }.rowCount }) { sight in
      sight.blog.map { sight.sample.entries(of: $0).count { $0.note != nil } }
    },
  ]

  static func any(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.entry.any(condition)
  }

  static func none(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.entry.none(condition)
  }

  static func all(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QueryCondition {
    columns.entry.all(condition)
  }

  static func entries(_ columns: C, _ condition: (Entry.Columns) -> QueryCondition) -> QuerySet<Entry> {
    Entry.objects.filter { $0.blogID == columns.id }.filter(condition)
  }

  static let texts: [Term<C, String>] = [
    .column({ $0.name }) { $0.blog?.name },
    .column({ $0.tagline }) { $0.blog?.tagline },
    .column({ $0.entry.headline }, along: [.entries]) { $0.entry?.headline },
    .column({ $0.entry.note }, along: [.entries]) { $0.entry?.note },
    .column({ $0.entry.reviewer.name }, along: [.entries]) { $0.entry?.reviewer },
    .column({ $0.entry.remarks.text }, along: [.entries, .remarks]) { $0.remark },
    .column({ blog in Entry.objects.filter { $0.blog == blog }.order { $0.id.desc }.values { $0.note }.scalar }) {
      sight in
      sight.blog.flatMap { sight.sample.entries(of: $0).last?.note }
    },
  ]

  static let others: [Leaf<C>] = [
    Leaf(
      relations: [.entries], build: { $0.entry.pubDate.year == 2005 },
      value: { sight, _ in sight.entry.map { $0.year == 2005 } }),
    Leaf(
      relations: [.entries], build: { $0.entry.pubDate.year <= 2004 },
      value: { sight, _ in sight.entry.map { $0.year <= 2004 } }),
    Leaf(relations: [.entries], build: { $0.entry.isNull }, value: { sight, _ in sight.entry == nil }),
    Leaf(relations: [.entries], build: { $0.entry.isNotNull }, value: { sight, _ in sight.entry != nil }),
    Leaf(
      relations: [.entries], build: { $0.entry.note.isNull == true }, value: { sight, _ in sight.entry?.note == nil }),
  ]

  static func key(_ columns: C) -> Expr<Int> { Expr(columns.id.node) }
}
