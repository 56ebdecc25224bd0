import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Functions of numbers")
struct MathFunctionTests {
  /// The results for the ratings 9, 4, 6 and 2.
  private func ratings<Value: FieldValue & Sendable>(
    _ function: (Entry.Columns) -> Expr<Value>
  ) async throws -> [Value] {
    try await Entry.objects.order { $0.id }.values(function).all()
  }

  private func expect(_ values: [Double?], _ expected: [Double?], _ name: String) {
    #expect(values.count == expected.count, "\(name)")
    for (value, expected) in zip(values, expected) {
      guard let value, let expected else {
        #expect(value == expected, "\(name)")
        continue
      }
      #expect(abs(value - expected) < 1e-9, "\(name)")
    }
  }

  @Test("FN-15, FN-17: roots, powers, logarithms and signs, NULL where they are not defined")
  func powers() async throws {
    #expect(
      try Entry.objects.values { $0.rating.squareRoot() }.sql(for: .sqlite).text
        == #"SELECT SQRT("entry"."rating") FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.rating.squareRoot() }.sql(for: .postgres).text
        == #"SELECT CASE WHEN "entry"."rating" >= 0 THEN SQRT("entry"."rating") END FROM "entry""#)
    try await withBlogs { _, _ async throws in
      expect(try await ratings { $0.rating.squareRoot() }, [3, 2, 2.449489742783178, 1.4142135623730951], "sqrt")
      expect(try await ratings { ($0.rating - 5).squareRoot() }, [2, nil, 1, nil], "sqrt of negative numbers")
      expect(try await ratings { ($0.rating - 4).log() }, [1.6094379124341003, nil, 0.6931471805599453, nil], "ln")
      expect(try await ratings { $0.rating.log(base: 2) }, [3.1699250014423126, 2, 2.584962500721156, 1], "log")
      expect(try await ratings { $0.rating.log(base: 1) }, [nil, nil, nil, nil], "log to base 1")
      expect(try await ratings { $0.rating.power(2) }, [81, 16, 36, 4], "power")
      expect(try await ratings { ($0.rating - 4).power(-1) }, [0.2, nil, 0.5, -0.5], "power of 0")
      expect(try await ratings { ($0.rating - 6).power(0.5) }, [1.7320508075688772, nil, 0, nil], "root of -2")
      expect(try await ratings { $0.rating.power($0.comments) }, [729, 65536, 36, 1], "power of a column")
      let exponentials = try await ratings { ($0.rating - 4).exp() }
      expect(exponentials, [148.4131591025766, 1, 7.38905609893065, 0.1353352832366127], "exp")
      #expect(try await ratings { ($0.rating - 4).signum() } == [1, 0, 1, -1])
      #expect(try await Entry.objects.filter { $0.rating.squareRoot() == 3 }.headlines() == ["Lennon lives"])
    }
  }

  @Test("FN-18: angles")
  func angles() async throws {
    try await withBlogs { _, _ async throws in
      expect(
        try await ratings { ($0.rating - 4).sin() }, [-0.9589242746631385, 0, 0.9092974268256817, -0.9092974268256817],
        "sin")
      expect(
        try await ratings { ($0.rating - 4).cos() },
        [0.28366218546322625, 1, -0.4161468365471424, -0.4161468365471424], "cos")
      expect(
        try await ratings { ($0.rating - 4).tan() }, [-3.380515006246586, 0, -2.185039863261519, 2.185039863261519],
        "tan")
      expect(
        try await ratings { ($0.rating - 4).cot() },
        [-0.2958129155327455, nil, -0.45765755436028577, 0.45765755436028577], "cot")
      expect(try await ratings { ($0.rating - 3).asin() }, [nil, 1.5707963267948966, nil, -1.5707963267948966], "asin")
      expect(try await ratings { ($0.rating - 3).acos() }, [nil, 0, nil, 3.141592653589793], "acos")
      expect(
        try await ratings { ($0.rating - 3).atan() },
        [1.4056476493802699, 0.7853981633974483, 1.2490457723982544, -0.7853981633974483], "atan")
      expect(
        try await ratings { $0.comments.atan2($0.rating) },
        [0.3217505543966422, 1.1071487177940904, 0.3217505543966422, 0], "atan2")
      expect(try await ratings { ($0.rating * 0 + 180).radians() }, Array(repeating: Double.pi, count: 4), "radians")
      expect(try await ratings { ($0.rating * 45).radians().degrees() }, [405, 180, 270, 90], "degrees")
      let pi = try await Entry.objects.values { _ in Expr.pi }.all()
      expect(pi, Array(repeating: Double.pi, count: 4), "pi")
    }
  }

  @Test("FN-16: rounding by rule, and FN-19: numbers by chance")
  func rounding() async throws {
    #expect(
      try Entry.objects.values { $0.rating.squareRoot().rounded(.up) }.sql(for: .sqlite).text
        == #"SELECT CEIL(SQRT("entry"."rating")) FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.rating.squareRoot().rounded(.up) }.sql(for: .postgres).text
        == #"SELECT CEIL(CASE WHEN "entry"."rating" >= 0 THEN SQRT("entry"."rating") END) FROM "entry""#)
    try await withBlogs { _, _ async throws in
      // 2.25, 1, 1.5 and 0.5, and the same below 0.
      func quarter(_ columns: Entry.Columns) -> Expr<Double?> { columns.rating.power(1) / 4 }
      func negative(_ columns: Entry.Columns) -> Expr<Double?> { columns.rating.power(1) / -4 }
      let rules: [(FloatingPointRoundingRule, [Double], [Double])] = [
        (.up, [3, 1, 2, 1], [-2, -1, -1, 0]), (.down, [2, 1, 1, 0], [-3, -1, -2, -1]),
        (.towardZero, [2, 1, 1, 0], [-2, -1, -1, 0]), (.awayFromZero, [3, 1, 2, 1], [-3, -1, -2, -1]),
        (.toNearestOrAwayFromZero, [2, 1, 2, 1], [-2, -1, -2, -1]),
      ]
      for (rule, positives, negatives) in rules {
        expect(try await ratings { quarter($0).rounded(rule) }, positives, "\(rule)")
        expect(try await ratings { negative($0).rounded(rule) }, negatives, "\(rule)")
      }
      await #expect(throws: KindredError.self) { _ = try await ratings { quarter($0).rounded(.toNearestOrEven) } }
      let numbers = try await Entry.objects.values { _ in Expr.random }.all()
      #expect(numbers.allSatisfy { (0..<1).contains($0) })
      #expect(Set(numbers).count == 4)
    }
  }

  @Test("FN-4: the larger and the smaller of two values, NULL where either is")
  func extremes() async throws {
    #expect(
      try Entry.objects.values { $0.rating.greatest($0.comments) }.sql(for: .sqlite).text
        == #"SELECT MAX("entry"."rating", "entry"."comments") FROM "entry""#)
    #expect(
      try Entry.objects.values { $0.rating.greatest($0.comments) }.sql(for: .postgres).text
        == #"SELECT CASE WHEN "entry"."rating" IS NOT NULL AND "entry"."comments" IS NOT NULL THEN GREATEST("entry"."rating", "entry"."comments") END FROM "entry""#
    )
    try await withBlogs { _, _ async throws in
      #expect(try await ratings { $0.rating.greatest($0.comments) } == [9, 8, 6, 2])
      #expect(try await ratings { $0.rating.least($0.comments) } == [3, 4, 2, 0])
      #expect(try await ratings { $0.rating.greatest(5) } == [9, 5, 6, 5])
      #expect(try await ratings { $0.rating.least(5) } == [5, 4, 5, 2])
      #expect(try await ratings { $0.note.greatest("nnn") } == [nil, "old", "nnn", nil])
    }
  }
}
