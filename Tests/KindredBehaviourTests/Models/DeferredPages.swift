import Foundation
import Kindred

@Model
struct DeferredSection {
  var name: String
  @Deferred var intro: String = ""
}

/// A model with deferred columns between the others, which come last in the table.
@Model
struct DeferredPage {
  @ForeignKey(onDelete: .cascade) var section: DeferredSection
  var title: String
  @Deferred var body: String = ""
  var views: Int = 0
  @Deferred @Field(column: "extra_notes") var notes: String?
}

/// A key of its own, a document and a time.
@Model
struct DeferredProfile {
  @PrimaryKey(maxLength: 10) var code: String
  @Deferred @Field(.json) var settings: [String: Int] = [:]
  @Deferred var changed: Date = Date(timeIntervalSince1970: 0)
}

/// A model whose query sets load nothing by themselves.
@Model(fetchMode: .raise)
struct GuardedPage {
  @ForeignKey(onDelete: .cascade) var page: DeferredPage
  @Deferred var remark: String = ""
}
