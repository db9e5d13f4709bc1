//! Papers: choosing and uploading them.
