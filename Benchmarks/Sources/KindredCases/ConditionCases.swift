import Kindred
import Measuring

/// A query of many conditions over two joins, run on empty tables: what it costs is putting it together.
enum ConditionCases {
  static func five(_ step: Int) -> QuerySet<Entry> {
    Entry.objects.filter {
      $0.rating >= 2 && $0.rating <= 9 && $0.comments > step && $0.blog.name == "blog 7"
        && $0.blog.owner.name == "owner 3"
    }
  }

  static func ten(_ step: Int) -> QuerySet<Entry> {
    Entry.objects.filter {
      $0.rating >= 2 && $0.rating <= 9 && $0.comments > step && $0.comments < 1_000
        && $0.pubDate > 1.5 && $0.pubDate < 100_000.5 && $0.headline != "nothing" && $0.blog.name == "blog 7"
        && $0.blog.owner.name == "owner 3" && $0.blogID != 5
    }
  }

  static func twenty(_ step: Int) -> QuerySet<Entry> {
    ten(step).filter {
      $0.rating >= 2 && $0.rating <= 9 && $0.comments > step && $0.comments < 1_000
        && $0.pubDate > 1.5 && $0.pubDate < 100_000.5 && $0.headline != "nothing" && $0.blog.name == "blog 7"
        && $0.blog.owner.name == "owner 3" && $0.blogID != 5
    }
  }

  /// Puts the SQL of queries together without running them, and counts their values.
  static func build(_ steps: Int, _ query: (Int) -> QuerySet<Entry>) throws -> Int {
    var values = 0
    for step in 0..<steps { values += try query(step).sql().values.count }
    return values
  }

  static func run(_ steps: Int, _ query: (Int) -> QuerySet<Entry>) async throws -> Int {
    var found = 0
    for step in 0..<steps { found += try await query(step).all().count }
    return found
  }
}
