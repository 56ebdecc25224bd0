import InMemoryTracing
import Kindred
import Testing
import Tracing

@Suite("Spans")
struct SpanTests {
  /// Runs the closure on a database of each kind, and gives the spans that it makes.
  private func withSpans(
    _ body: () async throws -> Void, check: (Backend, [FinishedInMemorySpan]) throws -> Void
  ) async throws {
    for backend in Backend.allCases {
      let tracer = InMemoryTracer()
      let database = try await backend.open(Database.Options(tracer: tracer))
      try await Backend.$current.withValue(backend) {
        try await database.use {
          try await database.createTables(for: [Country.self])
          tracer.clearFinishedSpans()
          try await body()
        }
      }
      await database.close()
      try check(backend, tracer.popFinishedSpans())
    }
  }

  private func text(_ span: FinishedInMemorySpan, _ name: String) -> String? {
    guard case .string(let text) = span.attributes[name]?.toSpanAttribute() else { return nil }
    return text
  }

  @Test("A statement's span has the names of OpenTelemetry and no value")
  func names() async throws {
    try await withSpans {
      _ = try await Country.objects.filter { $0.name == "marker of this test" }.all()
    } check: { backend, spans in
      let span = try #require(spans.first)
      #expect(spans.count == 1)
      #expect(span.operationName == "SELECT country")
      #expect(span.kind == .client)
      #expect(text(span, "db.system.name") == (backend == .sqlite ? "sqlite" : "postgresql"))
      #expect(text(span, "db.operation.name") == "SELECT")
      #expect(text(span, "db.collection.name") == "country")
      #expect(text(span, "db.query.text")?.hasPrefix("SELECT ") == true)
      #expect(text(span, "db.namespace")?.isEmpty == (backend == .sqlite ? nil : false))
      #expect(!"\(span)".contains("marker of this test"))
    }
  }

  @Test("A transaction's statements are inside its span, and a failure is described without values")
  func transactions() async throws {
    try await withSpans {
      await kindredError(.uniqueViolation) {
        try await transaction {
          try await Country.objects.create(Country(code: "XM", name: "marker of this test"))
          try await Country.objects.create(Country(code: "XM", name: "another marker of this test"))
        }
      }
    } check: { backend, spans in
      #expect(spans.map(\.operationName) == ["INSERT country", "INSERT country", "transaction"])
      let block = try #require(spans.last)
      #expect(spans.dropLast().allSatisfy { $0.parentSpanID == block.spanID })
      let failed = spans[1]
      #expect(failed.status?.code == .error)
      #expect(text(failed, "error.type") == "uniqueViolation")
      #expect(text(failed, "db.response.status_code") == (backend == .sqlite ? "1555" : "23505"))
      #expect(!"\(spans)".contains("marker of this test"))
      #expect(!"\(spans)".contains("XM"))
    }
  }
}
