import Foundation
import Kindred
import Testing

/// Numbers of rows, positions and times at the ends of their types are answered or refused, and never abort.
@Suite("Bounds at the ends of their types")
struct ExtremeBoundsTests {
  @Test("Slices")
  func slices() async throws {
    try await withBlogs { _, _ async throws in
      let ordered = Entry.objects.order { $0.id }
      let all = ["Lennon lives", "Yesterday", "Lennon and pop", "100% pop"]
      #expect(try await ordered[0..<Int.max].headlines() == all)
      #expect(try await ordered[0...Int.max].headlines() == all)
      #expect(try await ordered[...Int.max].headlines() == all)
      #expect(try await ordered[2..<Int.max].headlines() == Array(all[2...]))
      #expect(try await ordered[1..<Int.max][1..<Int.max].headlines() == Array(all[2...]))
      #expect(try await ordered[Int.max...].headlines() == [])
      #expect(try await ordered[Int.max..<Int.max].headlines() == [])
      #expect(try await ordered[Int.max...Int.max].headlines() == [])
      #expect(try await ordered[1...][Int.max...].headlines() == [])
      #expect(try await ordered[Int.max...][Int.max...].headlines() == [])
      #expect(try await ordered[(Int.max - 1)..<Int.max].count() == 0)
      for negative in [
        ordered[Int.min..<Int.max], ordered[Int.min...], ordered[..<Int.min], ordered[Int.min...Int.min],
      ] {
        await kindredError(.invalidQuery) { _ = try await negative.all() }
      }
      var streamed: [String] = []
      for try await entry in ordered[1..<Int.max].rows { streamed.append(entry.headline) }
      #expect(streamed == Array(all[1...]))
    }
  }

  @Test("Values beyond all that a column can hold are below or above every row, and equal to none")
  func beyondTheColumn() async throws {
    try await withDatabase { _ async throws in
      let full = try await Edges.objects.create(
        uint64: 7, moment: Date(timeIntervalSince1970: 0), day: CalendarDate(year: 2000, month: 1, day: 1),
        span: .seconds(1))
      let empty = try await Edges.objects.create()
      func keys(_ condition: @Sendable (Edges.Columns) -> QueryCondition) async throws -> [Key<Edges>] {
        try await Edges.objects.filter(condition).order { $0.id }.all().map(\.id)
      }
      #expect(try await keys { $0.uint64 < .max } == [full.id])
      #expect(try await keys { $0.uint64 <= .max } == [full.id])
      #expect(try await keys { $0.uint64 >= .max } == [])
      #expect(try await keys { $0.uint64 == .max } == [])
      #expect(try await keys { $0.uint64 != .max } == [full.id, empty.id])
      #expect(try await keys { .max > $0.uint64 } == [full.id])
      #expect(try await keys { !($0.uint64 < .max) } == [empty.id])
      #expect(try await keys { $0.uint64.in([7, .max]) } == [full.id])
      #expect(try await keys { $0.uint64.in([.max]) } == [])
      #expect(try await keys { $0.uint64.range(1...(.max)) } == [full.id])
      #expect(try await keys { $0.uint64.range(8...(.max)) } == [])
      #expect(try await keys { $0.moment >= .distantPast && $0.moment < .distantFuture } == [full.id])
      #expect(try await keys { $0.moment > Date(timeIntervalSince1970: 1e15) } == [])
      #expect(
        try await keys { $0.moment.range(Date(timeIntervalSince1970: -1e15)...Date(timeIntervalSince1970: 5)) } == [
          full.id
        ])
      #expect(try await keys { $0.span < .seconds(Int64.max) && $0.span > .seconds(Int64.min) } == [full.id])
      #expect(try await keys { $0.span == .seconds(Int64.max) } == [])
      // What cannot be stored still cannot be.
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.moment.set(.distantPast) } }
    }
  }

  @Test("Sizes of batches")
  func batches() async throws {
    try await withDatabase { _ async throws in
      let blogs = (0..<3).map { Blog(name: "\($0)") }
      #expect(try await Blog.objects.bulkCreate(blogs, batchSize: .max).count == 3)
      for size in [0, -1, Int.min] {
        await kindredError(.invalidQuery) { try await Blog.objects.bulkCreate(blogs, batchSize: size) }
      }
      #expect(try await Blog.objects.count() == 3)
    }
  }

  @Test("Time-outs and pauses")
  func times() async throws {
    let longest = Duration.seconds(Int64.max) * 18
    try await withDatabase { _ async throws in
      try await transaction(statementTimeout: longest, lockTimeout: longest) {
        try await Blog.objects.create(name: "a")
        for try await _ in Blog.objects.rows {}
      }
      for timeout in [Duration.zero, .zero - longest] {
        await kindredError(.transaction) { try await transaction(statementTimeout: timeout) {} }
        await kindredError(.transaction) { try await transaction(lockTimeout: timeout) {} }
      }
      #expect(try await Blog.objects.count() == 1)
    }
  }
}
