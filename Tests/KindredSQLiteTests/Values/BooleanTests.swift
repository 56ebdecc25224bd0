import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("Truth values")
struct BooleanTests {
  @Test("An integer that is neither 0 nor 1 is not true, not false, and cannot be read")
  func otherIntegers() async throws {
    try await Scratch.run([Cell<Bool>.self]) { scratch in
      try await Cell<Bool>.objects.bulkCreate([Cell(true), Cell(false)])
      try scratch.raw.run("INSERT INTO cell (id, value) VALUES (3, 2)")
      func keys(_ condition: @Sendable (Cell<Bool>.Columns) -> QueryCondition) async throws -> [Key<Cell<Bool>>] {
        try await Cell<Bool>.objects.filter(condition).order { $0.id }.values { $0.id }.all()
      }
      #expect(try await keys { $0.value && $0.id > 0 } == [1])
      #expect(try await keys { $0.value == true } == [1])
      #expect(try await keys { !$0.value } == [2, 3])
      #expect(try await keys { $0.value != true } == [2, 3])
      #expect(try await keys { $0.value == false } == [2])
      #expect(try await Cell<Bool>.objects.filter { $0.value }.all().map(\.id) == [1])
      #expect(try await Cell<Bool>.objects.exclude { $0.value }.count() == 2)
      let text = try Cell<Bool>.objects.filter { $0.value }.sql(for: .sqlite).text
      #expect(text.hasSuffix(#"WHERE "cell"."value" = 1"#))
      let error = await kindredError { _ = try await Cell<Bool>.objects.all() }
      #expect(error?.code == .decoding && error?.column == "value")
    }
  }
}
