@_exported public import KindredCore
